import { describe, expect, test } from 'vitest';
import { settingsKey } from '../../../../extension/vscode/training/settings-key';
import { toRecorded } from '../../../../extension/runs/record';
import { parseRecord } from '../../../../extension/runs/parse';
import { VERSION } from '../../../../extension/runs/record';
import { config, sampleState, specs } from '../../../runs/support';

const settings = toRecorded(config);

describe('settings that ask for the same run', () => {
  test('are known as the same when they come out of a file, in the order of its schema', () => {
    const text = JSON.stringify({ version: VERSION, config: settings, state: sampleState() });
    const parsed = parseRecord(new TextEncoder().encode(text));
    if (typeof parsed === 'string') throw new Error(parsed);
    expect(settingsKey(parsed.value.config!)).toBe(settingsKey(settings));
  });

  test('are the same whatever networks they do not train', () => {
    const one = { ...settings, models: ['mlp'] };
    const { mlp } = specs;
    expect(settingsKey({ ...one, specs: { mlp: mlp! } })).toBe(settingsKey(one));
  });

  test.each([
    ['epochs', { epochs: 3 }],
    ['the order of the networks', { models: ['cnn', 'mlp', 'cnn-big'] }],
    ['a field of a network', { specs: { ...specs, cnn: { ...specs.cnn!, label: 'other' } } }],
  ])('are others where they differ in %s', (_, change) => {
    expect(settingsKey({ ...settings, ...change })).not.toBe(settingsKey(settings));
  });
});
