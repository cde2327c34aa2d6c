import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Engine } from '../../extension/engine/api';
import { LabError } from '../../extension/errors';
import { type Model, resolveModel } from '../../extension/models/model';
import type { ModelSpec } from '../../extension/models/spec';
import { notebookModels } from '../../extension/models/notebook';
import { anySpec } from '../support/any-spec';
import { consecutive, withEngine } from '../support/engine';

const IMAGES = 24;
/** Bytes for a network: as many are trained as one engine has room for. */
const ROOM = 30e6;

/** Anything that settings may hold, most of it with a last layer that gives the classes. */
const cases = fc.record({
  spec: fc
    .tuple(anySpec, fc.boolean())
    .map(([spec, headless]): ModelSpec =>
      headless
        ? spec
        : { ...spec, layers: [...spec.layers, { type: 'linear', out_features: 'classes' }] },
    ),
  height: fc.integer({ min: 1, max: 14 }),
  width: fc.integer({ min: 1, max: 14 }),
  classes: fc.integer({ min: 1, max: 9 }),
});
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

function resolved({ spec, height, width, classes }: Case): Model | null {
  try {
    const images = { shape: [1, height, width], classes } as const;
    return resolveModel({ ...notebookModels, any: spec }, 'any', images);
  } catch (error) {
    expect(error).toBeInstanceOf(LabError);
    return null;
  }
}

/** Bytes for its network. */
function memoryOf(engine: Engine, { plan }: Model): number {
  return engine.memoryNeeded({ datasets: [], networks: [plan], batchSize: IMAGES }).total;
}

/** Loss before the first step; two steps and a prediction must end, whatever the learning rate. */
function firstLoss(engine: Engine, { plan }: Model, { height, width, classes }: Case): number {
  const images = Uint8Array.from({ length: IMAGES * height * width }, (_, i) => (i * 73) % 251);
  const labels = Uint8Array.from({ length: IMAGES }, (_, i) => i % classes);
  const data = engine.addDataset(images, labels, [1, height, width]);
  const network = engine.addNetwork(plan, IMAGES, { seed: 1, stream: 2 });
  network.initialize();
  const loss = network.trainStep(data, consecutive(0, IMAGES));
  network.trainStep(data, consecutive(3, 17));
  expect(network.logits(data, 0, IMAGES)).toHaveLength(IMAGES * classes);
  return loss;
}

test.each([
  { simd: 'portable', threads: 1 },
  { simd: 'relaxed', threads: 2 },
] as const)(
  'any network that is not refused trains with $simd SIMD on $threads threads, without a trap or a NaN',
  async ({ simd, threads }) => {
    let trained = 0;
    for (const seed of [1, 2, 3, 4, 5]) {
      await withEngine(simd, threads, (engine) => {
        for (const given of fc.sample(cases, { seed, numRuns: 200 })) {
          const model = resolved(given);
          if (model === null || memoryOf(engine, model) > ROOM) continue;
          const loss = firstLoss(engine, model, given);
          expect(Number.isFinite(loss), JSON.stringify(given)).toBe(true);
          trained++;
        }
      });
    }
    expect(trained).toBeGreaterThan(50);
  },
  120_000,
);
