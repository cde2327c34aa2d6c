import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import manifest from '../../../package.json';
import { settings } from '../../../extension/settings/schema';
import texts from '../../../package.nls.json';

const { commands, walkthroughs } = manifest.contributes;
const steps = walkthroughs.flatMap((walkthrough) => walkthrough.steps);

describe('the manifest', () => {
  test('has a text for every key that it names, and names every text', () => {
    const keys = [...JSON.stringify(manifest).matchAll(/"%([\w.-]+)%"/g)].map(([, key]) => key!);
    expect(keys.length).toBeGreaterThan(0);
    expect(new Set(keys)).toEqual(new Set(Object.keys(texts)));
  });

  test.each([
    ['train', '!mnistLab.training'],
    ['stop', 'mnistLab.training'],
    ['pause', 'mnistLab.training && !mnistLab.paused'],
    ['resume', 'mnistLab.paused'],
  ])('offers %s only where it does something', (name, enablement) => {
    const command = commands.find((one) => one.command === `mnistLab.${name}`);
    expect(command).toMatchObject({ enablement });
  });

  test('packs a page with every step of the walkthrough', () => {
    const packed = readFileSync('.vscodeignore', 'utf8').split('\n');
    expect(packed).toContain('!extension/vscode/media/walkthrough/*.md');
    expect(steps.length).toBeGreaterThan(0);
    for (const { media } of steps) {
      expect(media.markdown).toMatch(/^extension\/vscode\/media\/walkthrough\/[^/]+\.md$/);
      expect(existsSync(media.markdown), media.markdown).toBe(true);
    }
  });

  test('packs the texts for translators where VS Code looks for them', () => {
    expect(manifest.l10n).toBe('./dist/l10n');
    const packed = readFileSync('.vscodeignore', 'utf8').split('\n');
    expect(packed).toContain('!dist/l10n/*.json');
  });

  test('has only menus, keys and welcomes for commands and views that there are', () => {
    const { menus, keybindings, viewsWelcome, views } = manifest.contributes;
    const ours = new Set(commands.map(({ command }) => command));
    const used = [...Object.values(menus).flat(), ...keybindings].map(({ command }) => command);
    expect(used.filter((command) => !ours.has(command))).toEqual([]);
    const known = new Set(views.mnistLab.map(({ id }) => id));
    const named = [
      ...JSON.stringify([menus, viewsWelcome]).matchAll(/view == ([\w.]+)|"view":"([^"]+)"/g),
    ];
    expect(named.length).toBeGreaterThan(0);
    expect(named.map(([, one, other]) => one ?? other!).filter((id) => !known.has(id))).toEqual([]);
  });

  test('offers what can be done now, and nothing else', () => {
    const enablement = new Map(
      commands.map((command) => [
        command.command.replace('mnistLab.', ''),
        'enablement' in command ? command.enablement : undefined,
      ]),
    );
    expect(enablement.get('train')).toBe('!mnistLab.training');
    expect(enablement.get('stop')).toBe('mnistLab.training');
    expect(enablement.get('pause')).toBe('mnistLab.training && !mnistLab.paused');
    expect(enablement.get('resume')).toBe('mnistLab.paused');
    expect(enablement.get('runAgain')).toBe('mnistLab.hasRuns && !mnistLab.training');
    const ofRuns = ['openRun', 'renameRun', 'deleteRun', 'pinRun', 'unpinRun', 'compareRuns'];
    for (const name of [...ofRuns, 'exportRun', 'copyReport']) {
      expect(enablement.get(name), name).toBe('mnistLab.hasRuns');
    }
  });

  test('is started for an editor tab that was open when VS Code was closed', () => {
    expect(manifest.activationEvents).toContain('onWebviewPanel:mnistLab.editor');
  });

  test('takes keys only where the list of runs has the focus', () => {
    const { keybindings } = manifest.contributes;
    expect(keybindings.length).toBeGreaterThan(0);
    for (const { when } of keybindings) expect(when).toMatch(/^focusedView == mnistLab\.runs && /);
  });

  test('offers in the walkthrough only commands that there are', () => {
    const ours = new Set(commands.map(({ command }) => command));
    const named = JSON.stringify([steps, texts]).matchAll(/(?:command|onCommand):(mnistLab\.\w+)/g);
    const found = [...named].map(([, command]) => command!);
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((command) => !ours.has(command))).toEqual([]);
  });

  test('lets no workspace that is not trusted choose what is read of the machine and taken of it', () => {
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual([
      'mnistLab.data',
      'mnistLab.dataFolder',
      'mnistLab.memoryLimit',
      'mnistLab.threads',
    ]);
  });

  test('takes the folder of the data from the user also in a remote window', () => {
    expect(settings.get('data')?.scope).toBe('resource');
  });
});
