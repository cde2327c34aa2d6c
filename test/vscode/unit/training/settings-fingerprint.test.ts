import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../../../extension/vscode/training/settings-fingerprint';
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
    expect(fingerprint(parsed.value.config!)).toBe(fingerprint(settings));
  });

  test('are the same whatever networks they do not train', () => {
    const one = { ...settings, models: ['mlp'] };
    const { mlp } = specs;
    expect(fingerprint({ ...one, specs: { mlp: mlp! } })).toBe(fingerprint(one));
  });

  test.each([
    ['epochs', { epochs: 3 }],
    ['the order of the networks', { models: ['cnn', 'mlp', 'cnn-big'] }],
    ['a field of a network', { specs: { ...specs, cnn: { ...specs.cnn!, label: 'other' } } }],
  ])('are others where they differ in %s', (_, change) => {
    expect(fingerprint({ ...settings, ...change })).not.toBe(fingerprint(settings));
  });
});
