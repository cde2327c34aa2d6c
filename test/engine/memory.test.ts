import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Arena } from '../../extension/kernels/arena';
import { layOutNetwork } from '../../extension/engine/layout';
import { memoryNeeded } from '../../extension/engine/memory';
import type { MemoryReport } from '../../extension/engine/api';
import { reserveDataset } from '../../extension/engine/dataset';
import type { NetworkPlan } from '../../extension/engine/plan';
import { instantiateKernels, loadVariant } from '../../extension/kernels/variant';
import type { LayerSpec } from '../../extension/layers/kinds';
import { expectSameBits } from '../support/close';
import { builtFolder } from '../support/dist';
import { consecutive, withEngine } from '../support/engine';
import { notebookIds, notebookModel, planOf } from '../support/models';
import { randomCase } from '../support/random-network';

const THREADS = 3;
const BATCH_SIZE = 200;
const random = { seed: 0, stream: 0 };

/** Bytes that are reserved for a run, image sets and the threads' scratch included, and what was said beforehand. */
async function measure(plans: readonly NetworkPlan[]): Promise<[number, MemoryReport]> {
  const { module, memory } = await loadVariant(join(builtFolder(), 'wasm'), 'portable', false);
  const kernels = await instantiateKernels(module, memory);
  const arena = new Arena(memory);
  const datasets = plans.map(({ inputShape }, index) => ({
    count: 100 + index,
    imageShape: inputShape,
  }));
  const needs = { datasets, networks: plans, batchSize: BATCH_SIZE };
  const report = memoryNeeded(kernels, arena, needs, THREADS);
  expect(arena.used).toBe(0);
  for (const { count, imageShape } of datasets) reserveDataset(arena, count, imageShape);
  const scratch = plans.map((plan) => {
    const layout = layOutNetwork({ kernels, memory }, arena, plan, BATCH_SIZE, random);
    return THREADS * layout.scratchBytes;
  });
  arena.allocate(Math.max(...scratch));
  return [arena.used, report];
}

const cases: [string, NetworkPlan][] = [
  ...notebookIds.map((id): [string, NetworkPlan] => [id, notebookModel(id).plan]),
  ...Array.from({ length: 20 }, (_, seed): [string, NetworkPlan] => {
    const { spec, imageShape, classes } = randomCase(seed, 1);
    return [`random network ${seed}`, planOf(spec, imageShape, classes)];
  }),
];

test.each(cases)('what %s needs is known to the byte before it is reserved', async (_, plan) => {
  const [reserved, { total, networks }] = await measure([plan]);
  expect(total).toBe(reserved);
  const [network] = networks;
  expect(network!.parts.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(network!.total);
});

test('networks of a run share the scratch of the neediest', async () => {
  const plans = cases.map(([, plan]) => plan);
  const [reserved, { total, networks }] = await measure(plans);
  expect(total).toBe(reserved);
  expect(total).toBeLessThan(networks.reduce((sum, network) => sum + network.total, 0));
});

test('memory that was borrowed to know it is zero again', async () => {
  const { module, memory } = await loadVariant(join(builtFolder(), 'wasm'), 'portable', false);
  const kernels = await instantiateKernels(module, memory);
  const arena = new Arena(memory);
  const plan = notebookModel('cnn-big').plan;
  memoryNeeded(kernels, arena, { datasets: [], networks: [plan], batchSize: 8 }, 1);
  const bytes = new Uint8Array(memory.buffer, arena.allocate(0));
  expect(bytes.every((byte) => byte === 0)).toBe(true);
});

/** Each needs much more room to work in than the layer that ends the network. */
const needy: Record<string, LayerSpec[]> = {
  'a pooled plane': [{ type: 'max_pool2d', kernel_size: 2, stride: 1 }],
  'the words of dropout': [{ type: 'dropout' }],
  'the lists of a linear layer on pixels': [{ type: 'linear', out_features: 8 }],
  'the places of a convolution': [{ type: 'conv2d', out_channels: 1, kernel_size: 1 }],
  'the border of a gradient': [
    { type: 'conv2d', out_channels: 1, kernel_size: 1 },
    { type: 'conv2d', out_channels: 2, kernel_size: 28 },
  ],
};

test.each(Object.entries(needy))(
  'a network has room for %s, whatever comes after',
  async (_, first) => {
    const optimizer = { type: 'sgd', lr: 0.1 } as const;
    const plan = (layers: readonly LayerSpec[]): NetworkPlan =>
    planOf({ layers: [...layers, { type: 'linear', out_features: 'classes' }], optimizer }, [1, 28, 28], 3); // prettier-ignore
    await withEngine('portable', 1, (engine) => {
      const images = Uint8Array.from({ length: 8 * 784 }, (_, i) => (i * 37) % 256);
      const data = engine.addDataset(images, new Uint8Array(8), [1, 28, 28]);
      const network = engine.addNetwork(plan(first), 8, { seed: 1, stream: 0 });
      network.initialize();
      network.gradients(data, consecutive(0, 8));
      // What is reserved now comes right after the room that the network works in.
      const behind = engine.addDataset(new Uint8Array(80 * 784), new Uint8Array(80), [1, 28, 28]);
      const blank = network.logits(behind, 0, 80);
      network.gradients(data, consecutive(0, 8));
      expectSameBits(network.logits(behind, 0, 80), blank, 'logits of what lies behind');
      expect(new Set(blank).size).toBe(3);
    });
  },
);
