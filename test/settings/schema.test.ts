import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../extension/settings/read';
import { anyLayers, anyOptimizers, anySchedules, anySpec } from '../support/any-spec';

describe('the schema of mnistLab.models', () => {
  it('takes every network that the types allow, and leaves it as it is', () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        expect(readSettings({ models: { some: spec } }).models.some).toEqual(spec);
      }),
      { numRuns: 500 },
    );
  });

  it('takes no field that the types do not have, in any layer, optimiser or schedule', () => {
    const part = fc.oneof(
      fc.oneof(...anyLayers).map((layer) => ({ layers: [{ ...layer, surplus: 1 }] })),
      fc.oneof(...anyOptimizers).map((optimizer) => ({ optimizer: { ...optimizer, surplus: 1 } })),
      fc.oneof(...anySchedules).map((schedule) => ({ schedule: { ...schedule, surplus: 1 } })),
    );
    fc.assert(
      fc.property(anySpec, part, (spec, surplus) => {
        expect(() => readSettings({ models: { some: { ...spec, ...surplus } } })).toThrow(
          'has no "surplus"',
        );
      }),
    );
  });
});
