import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { readSettings } from '../../extension/settings/read';
import manifest from '../../package.json';
import { anyLayers, anyOptimizers, anySchedules, anySpec } from '../support/any-spec';

/** Places in a schema that a person can type, and that say nothing when hovered over. */
function withoutHelp(schema: unknown, place = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]: [string, object]) => {
    // A default is what people typed, not a schema.
    if (key === 'default') return [];
    if (key !== 'properties') return withoutHelp(value, place);
    return Object.entries(value).flatMap(([name, part]: [string, object]) => {
      const silent = !('markdownDescription' in part) && !('enumDescriptions' in part);
      const here = `${place}.${name}`;
      return [...(silent ? [here] : []), ...withoutHelp(part, here)];
    });
  });
}

test('every setting, layer and argument has a text for whoever hovers over it', () => {
  expect(withoutHelp({ properties: { none: {} } })).toEqual(['.none']);
  expect(withoutHelp(manifest.contributes.configuration)).toEqual([]);
});

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
