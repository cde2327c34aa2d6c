import { expect, test } from 'vitest';
import { dataAt } from '../../extension/data/choice';
import { configToRepeat, fromRecorded, toRecorded } from '../../extension/runs/record';
import { config, sampleRecord } from './support';

test('a recorded run moves with the extension, its data with it', () => {
  const moved = fromRecorded(toRecorded(config), '/upgraded');
  expect(moved.distFolder).toBe('/upgraded');
  expect(moved.data).toBeNull();
});

test('data of one’s own stays where it is', () => {
  const own = { ...config, data: dataAt('/fashion') };
  expect(fromRecorded(toRecorded(own), '/upgraded').data).toEqual(dataAt('/fashion'));
});

test('to repeat a run, what was left to the machine is what the run had', () => {
  const record = sampleRecord();
  expect(record.config).toMatchObject({ simd: 'auto', threads: 'auto' });
  const repeated = configToRepeat(record, '/upgraded');
  expect(repeated).toMatchObject({ simd: 'relaxed', threads: 2, seed: 0, specs: config.specs });
});

test('a run whose settings were not kept cannot be repeated', () => {
  expect(configToRepeat({ ...sampleRecord(), config: null }, '/x')).toBeNull();
});
