import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { ImageSet } from '../../extension/data/dataset';
import { createEngine } from '../../extension/engine/engine';
import type { NetworkPlan } from '../../extension/engine/plan';
import { notebookModels } from '../../extension/models/notebook';
import { loadMnist } from '../support/mnist';
import { MNIST, resolveSpec } from '../support/models';
import { trainingFlops } from './arithmetic';
import { BATCH_SIZE } from './contestant';
import { spread, type Spread } from './statistics';

/** A training step of one size. */
export interface ScalingRow {
  readonly value: string;
  /** Time of one step. */
  readonly milliseconds: Spread;
  readonly gflops: number;
  /** Floating-point operations as multiples of the first row's. */
  readonly work: number;
  /** Time as a multiple of the first row's. Faster than the work: larger is dearer. */
  readonly time: number;
}

export interface Scaling {
  readonly name: string;
  readonly rows: readonly ScalingRow[];
}

interface Point {
  readonly value: string;
  readonly plan: NetworkPlan;
  readonly batchSize: number;
  readonly threads: number;
}

/** Time against work: threads, batch size, width of the hidden layer, number of filters. */
export async function measureScaling(root: string, quick: boolean): Promise<Scaling[]> {
  const cores = availableParallelism();
  const threads = Math.min(2, cores);
  const cnnBig = withWidths('cnn-big', 1);
  const counts = Array.from({ length: cores }, (_, i) => i + 1);
  const factors = (most: number): number[] =>
    Array.from({ length: Math.log2(most) + 1 }, (_, i) => 2 ** i);
  const series: [string, Point[]][] = [
    [
      'threads (cnn-big, batch of 1,024)',
      counts.map((count) => ({
        value: String(count),
        plan: cnnBig,
        batchSize: BATCH_SIZE,
        threads: count,
      })),
    ],
    [
      `batch size (cnn-big, ${threads} threads)`,
      factors(64).map((factor) => ({
        value: String(64 * factor),
        plan: cnnBig,
        batchSize: 64 * factor,
        threads,
      })),
    ],
    [
      `width of mlp's hidden layer (${threads} threads)`,
      factors(quick ? 8 : 16).map((factor) => ({
        value: `×${factor}`,
        plan: withWidths('mlp', factor),
        batchSize: BATCH_SIZE,
        threads,
      })),
    ],
    [
      `filters of cnn (${threads} threads)`,
      factors(quick ? 4 : 8).map((factor) => ({
        value: `×${factor}`,
        plan: withWidths('cnn', factor),
        batchSize: BATCH_SIZE,
        threads,
      })),
    ],
  ];
  const { train } = await loadMnist(root);
  const result: Scaling[] = [];
  for (const [name, points] of series) {
    const samples: Spread[] = [];
    for (const point of points) samples.push(await measure(root, train, point, quick));
    result.push({
      name,
      rows: points.map((point, i) => toRow(points[0]!, samples[0]!, point, samples[i]!)),
    });
  }
  return result;
}

/** One of the notebook's networks with so many times the units or filters of its first layer. */
function withWidths(id: string, factor: number): NetworkPlan {
  const spec = notebookModels[id]!;
  const layers = spec.layers.map((layer, index) => {
    if (index > 0) return layer;
    if (layer.type === 'linear')
      return { ...layer, out_features: factor * Number(layer.out_features) };
    if (layer.type === 'conv2d')
      return { ...layer, out_channels: factor * Number(layer.out_channels) };
    return layer;
  });
  return resolveSpec({ ...spec, layers }, MNIST).plan;
}

/** Milliseconds of a step, on the first images. */
async function measure(
  root: string,
  { images, labels }: ImageSet,
  point: Point,
  quick: boolean,
): Promise<Spread> {
  const engine = await createEngine({
    wasmFolder: join(root, 'dist/wasm'),
    threadScript: join(root, 'dist/thread.js'),
    simd: 'auto',
    threads: point.threads,
  });
  try {
    const count = point.batchSize;
    const data = engine.addDataset(
      images.subarray(0, count * 784),
      labels.subarray(0, count),
      [1, 28, 28],
    );
    const network = engine.addNetwork(point.plan, count, { seed: 1, stream: 0 });
    network.initialize();
    const indices = Uint32Array.from({ length: count }, (_, i) => i);
    const step = (): number => {
      const start = performance.now();
      network.trainStep(data, indices);
      return performance.now() - start;
    };
    const budget = quick ? 400 : 2000;
    // Until V8 has compiled the kernels once more, and better.
    for (const start = performance.now(); performance.now() - start < budget / 2;) step();
    const start = performance.now();
    const samples = [step()];
    while (performance.now() - start < budget) samples.push(step());
    return spread(samples);
  } finally {
    await engine.dispose();
  }
}

function toRow(first: Point, firstTime: Spread, point: Point, milliseconds: Spread): ScalingRow {
  const work = ({ plan, batchSize }: Point): number => trainingFlops(plan) * batchSize;
  return {
    value: point.value,
    milliseconds,
    gflops: work(point) / milliseconds.median / 1e6,
    work: work(point) / work(first),
    time: milliseconds.median / firstTime.median,
  };
}
