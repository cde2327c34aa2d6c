import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Arena } from '../../extension/engine/arena';
import { layOutNetwork } from '../../extension/engine/layout';
import { memoryNeeded } from '../../extension/engine/memory';
import type { NetworkPlan } from '../../extension/engine/network-plan';
import { instantiateKernels, loadVariant } from '../../extension/engine/variant';
import { notebookIds, notebookModel, planOf } from '../support/models';
import { randomCase } from '../support/random-network';

const root = join(import.meta.dirname, '../..');
const THREADS = 3;
const BATCH_SIZE = 200;

/** Bytes that the engine reserves for a network and its threads' scratch. */
async function reserved(plan: NetworkPlan): Promise<number> {
  const { module, memory } = await loadVariant(join(root, 'dist/wasm'), 'portable', false);
  const kernels = await instantiateKernels(module, memory);
  const arena = new Arena(memory);
  const start = arena.allocate(0);
  const layout = layOutNetwork(kernels, arena, plan, BATCH_SIZE, { seed: 0, stream: 0 });
  return arena.allocate(0) - start + THREADS * layout.scratchBytes;
}

const cases: [string, NetworkPlan][] = [
  ...notebookIds.map((id): [string, NetworkPlan] => [id, notebookModel(id).plan]),
  ...Array.from({ length: 20 }, (_, seed): [string, NetworkPlan] => {
    const { spec, imageShape, classes } = randomCase(seed, 1);
    return [`random network ${seed}`, planOf(spec, imageShape, classes)];
  }),
];

test.each(cases)('what %s needs is known before it is reserved', async (_, plan) => {
  const actual = await reserved(plan);
  const { total, parts } = memoryNeeded(plan, BATCH_SIZE, THREADS);
  expect(parts.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(total);
  // Tables and alignment, a few kilobytes, are not counted; borders of one layer are guessed.
  expect(actual).toBeLessThan(total * 1.1 + 40_000);
  expect(actual).toBeGreaterThan(total * 0.6);
});
