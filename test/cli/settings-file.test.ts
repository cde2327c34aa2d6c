import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataAt } from '../../extension/data/choice';
import { parseCommand } from '../../extension/cli/arguments';
import { readSettingsFile } from '../../extension/cli/settings-file';
import type { Settings } from '../../extension/settings/schema';
import { refusal } from '../support/refusal';
import { useTemporaryFolder } from '../support/temporary-folder';

const folder = useTemporaryFolder();

function read(text: string): Settings {
  const path = join(folder(), 'settings.json');
  writeFileSync(path, text);
  return readSettingsFile(path);
}

describe('a settings file', () => {
  it.each([
    ['by whole keys', '{ "mnistLab.epochs": 2 }'],
    ['within an object', '{ "mnistLab": { "epochs": 2 } }'],
    ['behind a byte order mark', '\uFEFF{ "mnistLab.epochs": 2 }'],
    ['among comments and trailing commas', '{ // few\n "mnistLab.epochs": 2, /* enough */ }'],
    ['beside settings of others', '{ "editor.tabSize": 4, "mnistLab.epochs": 2 }'],
  ])('says its settings %s', (_, text) => {
    expect(read(text).epochs).toBe(2);
  });

  it('that is empty says nothing', () => {
    expect(read('').epochs).toBe(10);
  });

  it.each([
    ['{ "mnistLab": { "epoch": 2 } }', 'There is no setting mnistLab.epoch: did you mean'],
    ['{ "mnistLab": { "epochs": 0 } }', 'mnistLab.epochs is 0'],
    ['{ "mnistlab.epochs": 2 }', 'There is no setting mnistlab.epochs'],
    ['{ "epochs": 2 }', 'There is no setting epochs'],
    ['{ "mnistLab.epochs": 2 ', 'settings.json:1:24 is not JSON'],
    ['[]', 'does not hold settings'],
    ['['.repeat(100_000), 'values within values, too deep'],
    [`{ "other.thing": ${'{"a":'.repeat(100_000)}`, 'values within values, too deep'],
  ])('%s is refused with its place', async (text, message) => {
    expect((await refusal(() => read(text))).message).toContain(message);
  });

  it('names all that is wrong in it', async () => {
    const text = '{ "mnistLab": { "epochs": 0, "seed": -1 }, "mnistlab.threads": 1 }';
    const { message } = await refusal(() => read(text));
    expect(message).toMatch(
      /3 settings are wrong.*mnistlab\.threads.*mnistLab\.epochs.*mnistLab\.seed/,
    );
  });
});

describe('a relative path in a settings file', () => {
  it.each([
    ['lab/.vscode/settings.json', 'lab/data'],
    ['lab/server.json', 'lab/data'],
    ['server.json', 'data'],
  ])('of %s begins at the folder that has %s', (file, data) => {
    const path = join(folder(), file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '{ "mnistLab.data": "data" }');
    expect(parseCommand(['train', '--settings', path])).toMatchObject({
      config: { data: dataAt(join(folder(), data)) },
    });
  });
});
