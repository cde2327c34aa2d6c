import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataAt } from '../../extension/data/choice';
import { pathContext } from '../../extension/settings/paths';
import { readSettings, toConfig } from '../../extension/settings/read';
import { validateSetting } from '../../extension/settings/validate';
import { refusal } from '../support/refusal';

const configOf = (values: Readonly<Record<string, unknown>>) =>
  toConfig(readSettings(values), '/dist', pathContext(null));

describe('a run’s configuration', () => {
  it('has a thread for each core, unless their number is set', () => {
    expect(configOf({}).threads).toBe('auto');
    expect(configOf({ threads: 3 }).threads).toBe(3);
  });

  it('has memory in bytes', () => {
    expect(configOf({ memoryLimit: 0.5 }).memoryLimit).toBe(536_870_912);
  });

  it('stops early only where that is set', () => {
    expect(configOf({ 'earlyStopping.patience': 7 })).not.toHaveProperty('earlyStopping');
    expect(
      configOf({ 'earlyStopping.monitor': 'accuracy', 'earlyStopping.patience': 7 }).earlyStopping,
    ).toEqual({ monitor: 'accuracy', patience: 7 });
  });

  it('reads the data that comes with the extension, a folder, or a data set in it', () => {
    const folder = resolve('/data');
    expect(configOf({}).data).toBeNull();
    expect(configOf({ data: ` ${folder} ` }).data).toEqual(dataAt(folder));
    expect(configOf({ dataFolder: folder }).data).toEqual(dataAt(folder));
    expect(configOf({ data: folder, dataFolder: '/older' }).data).toEqual(dataAt(folder));
    const choice = { dataset: 'fashion', imageSize: '32×24', transpose: 'on' };
    expect(configOf({ data: folder, ...choice }).data).toEqual({
      ...{ path: folder, dataset: 'fashion', imageSize: [32, 24], transpose: true },
    });
    expect(configOf({ data: folder, imageSize: '8' }).data!.imageSize).toEqual([8, 8]);
  });

  it('needs the folder of a data set', async () => {
    const error = await refusal(() => readSettings({ dataset: 'fashion', dataFolder: ' ' }));
    expect(error.message).toContain('mnistLab.dataset is "fashion", but mnistLab.data is');
    expect([error.kind, error.setting]).toEqual(['input', 'mnistLab.data']);
  });
});

describe('one setting', () => {
  it('is taken where it is right, and refused where not', async () => {
    expect(() => {
      validateSetting('epochs', 3);
    }).not.toThrow();
    const error = await refusal(() => {
      validateSetting('epochs', 0);
    });
    expect([error.kind, error.setting, error.path]).toEqual(['input', 'mnistLab.epochs', []]);
  });

  it('that names no network says where in the list', async () => {
    const error = await refusal(() => readSettings({ networks: ['mlp', 'cmn'] }));
    expect([error.kind, error.path]).toEqual(['input', [1]]);
  });

  it('that there is not is of the kind that a person can cure', async () => {
    expect((await refusal(() => readSettings({ epoch: 1 }))).kind).toBe('input');
  });

  it('is repeated whole up to sixty characters', async () => {
    const told = async (length: number) =>
      (await refusal(() => readSettings({ sampling: 'x'.repeat(length) }))).message;
    expect(await told(58)).toContain(`"${'x'.repeat(58)}"`);
    expect(await told(59)).toContain('xx…');
  });

  it('with a thousand layers is the most that there may be', async () => {
    const layers = Array.from({ length: 100 }, () => ({ type: 'relu' }));
    const network = { layers, optimizer: { type: 'sgd', lr: 1 } };
    // The notebook's three have eleven.
    const own = (last: number) => ({
      ...Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`n${i}`, network])),
      rest: { ...network, layers: layers.slice(0, last) },
    });
    expect(() => readSettings({ models: own(89) })).not.toThrow();
    const error = await refusal(() => readSettings({ models: own(90) }));
    expect(error.message).toContain('have 1001 layers together: 1000 at most');
    expect(error.path).toEqual([]);
  });
});

describe('of what is missing and what is misspelt', () => {
  const output = { type: 'linear', out_features: 'classes' };

  it('the first thing is told where they are in different places', async () => {
    const layers = [
      { type: 'conv2d', kernel_size: 3 },
      { ...output, surplus: 1 },
    ];
    const error = await refusal(() =>
      readSettings({ models: { n: { layers, optimizer: { type: 'sgd', lr: 1 } } } }),
    );
    expect(error.message).toContain('layers[0] (conv2d) needs "out_channels"');
  });

  it('a kind that is no text is told as any wrong value', async () => {
    const error = await refusal(() =>
      readSettings({ models: { n: { layers: [{ type: 5 }], optimizer: { type: 'sgd', lr: 1 } } } }),
    );
    expect(error.message).toContain('layers[0].type is 5: choose among linear');
  });
});
