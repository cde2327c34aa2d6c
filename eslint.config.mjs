import { globSync } from 'node:fs';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * Which rooms of extension/ may a room look into? (Files beside the rooms, such as `errors.ts`, stand open to all.)
 * The doors go one way; CONTRIBUTING.md says why, and draws them.
 */
export const doors = {
  shared: [],
  platform: ['shared'],
  schema: [],
  kernels: ['shared', 'platform'],
  layers: ['schema', 'kernels'],
  optimizers: ['schema', 'kernels'],
  schedules: ['schema'],
  engine: ['shared', 'platform', 'kernels', 'layers', 'optimizers'],
  models: ['shared', 'schema', 'layers', 'optimizers', 'schedules', 'engine'],
  formats: [
    ...['shared', 'platform', 'layers', 'optimizers', 'schedules'],
    ...['engine', 'models'],
  ],
  data: ['shared', 'platform', 'formats'],
  inspection: ['shared', 'platform', 'engine', 'models', 'data', 'formats'],
  training: [
    ...['shared', 'platform', 'layers', 'schedules', 'engine', 'models'],
    ...['data', 'formats', 'inspection'],
  ],
  settings: ['shared', 'platform', 'schema', 'models', 'data', 'training'],
  runs: [
    ...['shared', 'platform', 'engine', 'models', 'data'],
    ...['formats', 'inspection', 'training', 'settings'],
  ],
  packaging: ['schema', 'settings'],
  cli: [
    'shared',
    'platform',
    'schema',
    'models',
    'data',
    'formats',
    'runs',
    'training',
    'settings',
  ],
  vscode: [
    ...['shared', 'platform', 'schema', 'models', 'data', 'formats'],
    ...['inspection', 'runs', 'training', 'settings'],
  ],
};
const rooms = Object.keys(doors);

/** The rooms of the editor's face, one-way too; what lies beside them wires them. */
const editorRooms = ['settings', 'training', 'runs', 'panel'];

/** Rooms that may use Node's own modules; all others go through extension/platform. */
const nodeRooms = ['platform', 'cli', 'packaging'];

/** Rooms that have files for browsers, `NAME.web.ts`: they take the place of `NAME.ts` in the browser's build. */
const webRooms = ['platform', 'vscode'];

const noEditor = {
  regex: '^vscode$',
  message: 'Only extension/vscode knows the editor.',
};
const noNode = {
  regex: '^node:',
  message: 'Node and the browser differ in extension/platform only.',
};

function restrictImports(files, patterns) {
  return { files, rules: { 'no-restricted-imports': ['error', { patterns }] } };
}

/** A room of the editor's face sees those before it. */
function restrictEditorRoom(room, index) {
  const [host] = restrictRoom('vscode').rules['no-restricted-imports'].slice(1);
  const closed = editorRooms.slice(index + 1);
  const patterns = [
    ...host.patterns,
    {
      regex: `^\\.\\./(extension|api)$`,
      message: 'The rooms of the editor do not know who wires them.',
    },
  ];
  if (closed.length > 0) {
    patterns.push({
      regex: `^\\.\\./(${closed.join('|')})/`,
      message: `extension/vscode/${room} may not import ${closed.join(', ')}.`,
    });
  }
  return restrictImports([`extension/vscode/${room}/**`], patterns);
}

function restrictRoom(room, { web } = { web: false }) {
  const closed = rooms.filter((other) => other !== room && !doors[room].includes(other));
  const patterns = [
    {
      regex: `^(#|\\.{1,2}/(.*/)?)(${closed.join('|')})/`,
      message: `extension/${room} may import only ${['itself', 'errors', ...doors[room]].join(', ')}.`,
    },
    // One room, one name: a relative path to it would be another.
    { regex: '^(\\.\\./)+shared/', message: 'Import it as #shared/….' },
    {
      regex: '/(webview|test)/',
      message: 'The host knows neither the panel’s code nor the tests.',
    },
  ];
  if (room !== 'vscode') patterns.push(noEditor);
  if (web || !nodeRooms.includes(room)) patterns.push(noNode);
  return restrictImports([`extension/${room}/**${web ? '/*.web.ts' : ''}`], patterns);
}

for (const file of globSync('extension/*/**/*.ts')) {
  const room = file.split(/[\\/]/)[1];
  if (!rooms.includes(room))
    throw new Error(`eslint.config.mjs: give extension/${room} its doors.`);
  if (file.endsWith('.web.ts') && !webRooms.includes(room))
    throw new Error(`${file}: browsers and Node differ in ${webRooms.join(' and ')} only.`);
}

export default defineConfig(
  // The AssemblyScript compiler checks assembly/: its types are not TypeScript's. web.d.ts says what others have.
  {
    ignores: [
      ...['dist/', 'out/', 'assembly/', 'extension/web.d.ts', 'test/bench/peers/'],
      ...['.vscode-test/', '**/*.mjs'],
    ],
  },
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ['tsconfig.json', 'webview/tsconfig.json', 'extension/tsconfig.web.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      // `{ left, out, ...rest }` names what is left out.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Indices that are known to be in range: `!` is the honest mark under noUncheckedIndexedAccess.
      '@typescript-eslint/no-non-null-assertion': 'off',
      eqeqeq: 'error',
      'prefer-const': 'error',
    },
  },
  { files: ['**/*.d.ts'], rules: { '@typescript-eslint/no-extraneous-class': 'off' } },
  ...rooms.map((room) => restrictRoom(room)),
  ...webRooms.map((room) => restrictRoom(room, { web: true })),
  ...editorRooms.map(restrictEditorRoom),
  restrictImports(['extension/*.ts'], [noEditor, noNode]),
  restrictImports(
    ['webview/**'],
    [
      noEditor,
      noNode,
      { regex: '^(\\.\\./)+extension/', message: 'The panel imports #shared only.' },
    ],
  ),
);
