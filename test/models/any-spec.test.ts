import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LabError } from '../../extension/errors';
import { resolveModel } from '../../extension/models/model';
import { notebookModels } from '../../extension/models/notebook';
import { anySpec } from '../support/any-spec';

test('any network either works out, with sizes that are whole, or is refused at its place', () => {
  const size = fc.integer({ min: 1, max: 40 });
  let refused = 0;
  let resolved = 0;
  fc.assert(
    fc.property(
      anySpec,
      size,
      size,
      fc.integer({ min: 1, max: 60 }),
      (spec, height, width, classes) => {
        const images = { shape: [1, height, width], classes } as const;
        try {
          const { summary, plan } = resolveModel({ ...notebookModels, any: spec }, 'any', images);
          resolved++;
          expect(summary.layers).toHaveLength(spec.layers.length);
          for (const { outputShape, flops } of summary.layers) {
            for (const value of [...outputShape, flops + 1]) {
              expect(Number.isSafeInteger(value) && value >= 1).toBe(true);
            }
          }
          expect(summary.layers.at(-1)!.outputShape).toEqual([classes]);
          expect(plan.layers.length).toBeLessThanOrEqual(spec.layers.length);
        } catch (error) {
          refused++;
          // A match to one of the default networks may meet their limits: then they are what is named.
          expect(error).toBeInstanceOf(LabError);
          const { message, setting, path } = error as LabError;
          expect(setting).toBe('mnistLab.models');
          expect(path!.length).toBeGreaterThan(1);
          expect(message).toMatch(/^models\.[a-z-]+[.:]/);
          expect(message).not.toMatch(/NaN|undefined|Infinity|\[object/);
        }
      },
    ),
    { numRuns: 2000 },
  );
  expect(refused).toBeGreaterThan(100);
  expect(resolved).toBeGreaterThan(20);
});
