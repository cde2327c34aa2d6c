/** A part of the code that is changed, and the tests that are to notice. */
export interface Folder {
  /** Globs of the sources. */
  readonly mutate: readonly string[];
  /** Folders of test/, as far as they are there. */
  readonly tests: readonly string[];
  /** The share of mutants that tests should notice, in percent; absent where none is asked for. */
  readonly wanted?: number;
  /** Whether what no unit test runs is left out of the score, as only a real editor can load it. */
  readonly ofReached?: boolean;
}

function room(name: string, wanted?: number, tests: readonly string[] = [name]): [string, Folder] {
  const mutate = [`extension/${name}/**/*.ts`];
  return [name, { mutate, tests, ...(wanted === undefined ? {} : { wanted }) }];
}

/**
 * What `npm run mutate` goes through, by the name that it is called with. A room is held by its own tests:
 * that those of another room would notice by chance, much later, is not counted.
 */
export const folders: ReadonlyMap<string, Folder> = new Map([
  // Its schema is tested as the setting that it is.
  room('models', 85, ['models', 'settings']),
  // Tables of kinds: what they say is tested where networks are made of it and trained.
  room('layers', 85, ['layers', 'models', 'settings', 'engine']),
  room('optimizers', 85, ['optimizers', 'models', 'settings', 'engine']),
  room('schedules', 85, ['schedules', 'models', 'settings']),
  room('schema', 85, ['schema', 'settings']),
  room('data', 85),
  room('formats', 85),
  room('training', 85),
  room('runs', 85),
  room('settings', 85),
  // Spoken between rooms, and so tested where it is heard.
  room('shared', 85, ['shared', 'webview', 'vscode/unit']),
  room('inspection', 85),
  room('kernels', undefined, ['kernels', 'engine']),
  room('engine'),
  room('platform', undefined, ['platform', 'runs', 'training']),
  room('cli'),
  [
    'vscode',
    {
      mutate: ['extension/vscode/**/*.ts'],
      tests: ['vscode/unit'],
      wanted: 75,
      ofReached: true,
    },
  ],
  [
    'webview',
    {
      mutate: [
        'webview/**/*.ts',
        // Nothing but texts, types and imports.
        '!webview/**/strings.ts',
        '!webview/**/*.d.ts',
        '!webview/l10n.ts',
        // Nothing without a browser: the tests in the real editor go through these.
        '!webview/{host,use-answer,use-dismiss,use-latest-answer}.ts',
        '!webview/pictures/rasterize.ts',
        '!webview/render/theme.ts',
      ],
      tests: ['webview'],
      wanted: 75,
    },
  ],
]);
