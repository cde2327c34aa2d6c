import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fill } from '../../extension/kernels/structs';
import { windowFields } from '../../extension/layers/window';
import type { Conv2dPlan } from '../../extension/layers/conv2d';
import type { LayerPlan } from '../../extension/layers/kinds';
import type { LinearPlan } from '../../extension/layers/linear';
import { lowerNetwork } from '../../extension/engine/lower';
import { tilePacks } from '../../extension/engine/tiles';
import { PACK } from '../../extension/kernels/sizes';
import { instantiateKernels, type Kernels } from '../../extension/kernels/variant';
import { loadMnist } from '../support/mnist';
import { notebookModel } from '../support/models';
import type { MeasurePeak } from './peak';
import { spread, type Spread } from './statistics';

/** One kernel at one size, on one core. */
export interface KernelResult {
  readonly name: string;
  /** Images that one call works on; null for what does not work on images. */
  readonly images: number | null;
  /** Time of one call. */
  readonly microseconds: Spread;
  /** Null where the work is no multiply-adds. */
  readonly gflops: number | null;
  readonly peakShare: number | null;
  /** Time of one element, where elements are what counts; null elsewhere. */
  readonly nanoseconds: number | null;
}

interface Case {
  readonly name: string;
  readonly images: number | null;
  readonly flops?: number;
  readonly elements?: number;
  readonly run: () => void;
}

const PAGES = 2048;
const SHARDS = 8;
/** Digits that the kernels on pixels work on. */
const IMAGES = 1024;
const PIXELS = 784;

/** The kernels in the sizes that the notebook's networks give them, tile by tile. */
export async function measureKernels(
  root: string,
  measurePeak: MeasurePeak,
  quick: boolean,
): Promise<KernelResult[]> {
  const bytes = readFileSync(join(root, 'dist/wasm/relaxed.wasm'));
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: 65536, shared: false });
  const kernels = await instantiateKernels(await WebAssembly.compile(bytes), memory);
  const { train } = await loadMnist(root);
  const bench = new Bench(kernels, memory, train.images.subarray(0, IMAGES * PIXELS));
  const cases = [
    ...networkCases(bench, 'mlp'),
    ...networkCases(bench, 'cnn'),
    ...networkCases(bench, 'cnn-big'),
    ...otherCases(bench),
  ];
  const rounds = quick ? 5 : 15;
  const samples = cases.map(() => [] as number[]);
  const peaks = [measurePeak()];
  const calls = cases.map(({ run }) => calibrate(run));
  for (let round = 0; round < rounds; round++) {
    peaks.push(measurePeak());
    cases.forEach(({ run }, i) => samples[i]!.push(time(run, calls[i]!)));
  }
  const peak = spread(peaks).most;
  return cases.map(({ name, images, flops, elements }, i) => {
    const microseconds = spread(samples[i]!);
    const gflops = flops === undefined ? null : flops / microseconds.median / 1e3;
    return {
      name,
      images,
      microseconds,
      gflops,
      peakShare: gflops === null ? null : gflops / peak,
      nanoseconds: elements === undefined ? null : (1e3 * microseconds.median) / elements,
    };
  });
}

/** Calls that take about 5 ms. */
function calibrate(run: () => void): number {
  time(run, 20);
  return Math.max(1, Math.round(5000 / time(run, 20)));
}

/** Microseconds of one of so many calls. */
function time(run: () => void, calls: number): number {
  const start = performance.now();
  for (let i = 0; i < calls; i++) run();
  return ((performance.now() - start) * 1e3) / calls;
}

/** Hands out random floats; nothing is given back. */
class Bench {
  private next = 65536;

  constructor(
    readonly kernels: Kernels,
    readonly memory: WebAssembly.Memory,
    private readonly digits: Uint8Array,
  ) {}

  /** The address of the digits, with the 16 bytes after them that a vector reads. */
  images(): number {
    const address = this.zeros(this.digits.length / 4 + 4);
    new Uint8Array(this.memory.buffer, address).set(this.digits);
    return address;
  }

  /** The notebook's normalisation of one channel. */
  notebook(): number {
    const address = this.zeros(3);
    new Int32Array(this.memory.buffer, address, 1)[0] = 1;
    new Float32Array(this.memory.buffer, address + 4, 2).set([128, 1 / 256]);
    return address;
  }

  words(values: readonly number[]): number {
    const address = this.zeros(values.length);
    new Uint32Array(this.memory.buffer, address).set(values);
    return address;
  }

  floats(count: number): number {
    const address = this.next;
    this.next = Math.ceil((address + 4 * count) / 64) * 64;
    const values = new Float32Array(this.memory.buffer, address, count);
    for (let i = 0; i < count; i++) values[i] = Math.random() - 0.5;
    return address;
  }

  zeros(count: number): number {
    const address = this.floats(count);
    new Float32Array(this.memory.buffer, address, count).fill(0);
    return address;
  }

  bytes(count: number): number {
    const address = this.floats(Math.ceil(count / 4));
    new Uint8Array(this.memory.buffer, address, count).fill(1);
    return address;
  }
}

/** Every product of a network's training step. */
function networkCases(bench: Bench, id: string): Case[] {
  const lowered = lowerNetwork(notebookModel(id).plan);
  const packs = tilePacks(lowered);
  return lowered.layers.flatMap((layer, index) => {
    const plan = layer.plan as LayerPlan;
    if (plan.type === 'conv2d') return conv2dCases(bench, id, plan, packs, index === 0);
    if (plan.type !== 'linear') return [];
    return layer.input === 'lists'
      ? pixelLinearCases(bench, id, plan, packs)
      : linearCases(bench, id, plan, packs);
  });
}

function linearCases(
  bench: Bench,
  id: string,
  { inFeatures, outFeatures }: LinearPlan,
  packs: number,
): Case[] {
  const { kernels } = bench;
  const images = packs * PACK;
  const flops = 2 * images * inFeatures * outFeatures;
  const x = bench.floats(images * inFeatures);
  const y = bench.floats(images * outFeatures);
  const packed = bench.floats(inFeatures * outFeatures);
  const gradient = bench.floats(inFeatures * outFeatures);
  const bias = bench.floats(outFeatures);
  const work = bench.floats(kernels.linearWorkBytes() / 4);
  const name = (what: string): string => `${id}: linear ${inFeatures}→${outFeatures}, ${what}`;
  return [
    {
      name: name('forward'),
      images,
      flops,
      run: () => {
        kernels.linearForward(y, x, packed, bias, inFeatures, outFeatures, packs, true, work);
      },
    },
    {
      name: name('weight gradient'),
      images,
      flops,
      run: () => {
        kernels.linearWeightGradient(gradient, bias, y, x, inFeatures, outFeatures, packs, false);
      },
    },
    {
      name: name('input gradient'),
      images,
      flops,
      run: () => {
        kernels.linearInputGradient(x, y, packed, inFeatures, outFeatures, packs, 0, work);
      },
    },
  ];
}

/** On real digits, and counted as if every pixel were multiplied: background is not. */
function pixelLinearCases(
  bench: Bench,
  id: string,
  { inFeatures, outFeatures }: LinearPlan,
  packs: number,
): Case[] {
  const { kernels } = bench;
  const count = packs * PACK;
  const flops = 2 * count * inFeatures * outFeatures;
  const images = bench.images();
  const indices = bench.words(Array.from({ length: IMAGES }, (_, i) => i));
  const orders = bench.zeros(kernels.PIXEL_ORDER_BYTES.value / 4);
  kernels.pixelOrders(orders);
  const lists = bench.zeros(kernels.pixelListBytes(count, inFeatures) / 4);
  const work = bench.zeros(kernels.pixelWorkBytes(count, inFeatures, outFeatures) / 4);
  const weights = bench.floats(kernels.pixelWeightFloats(inFeatures, outFeatures));
  const gradient = bench.floats(kernels.pixelWeightFloats(inFeatures, outFeatures));
  const background = bench.floats(kernels.pixelWeightFloats(1, outFeatures));
  const bias = bench.floats(outFeatures);
  const y = bench.floats(count * outFeatures);
  const notebook = bench.notebook();
  const name = (what: string): string =>
    `${id}: linear ${inFeatures}→${outFeatures}, ${what}, background skipped`;
  let first = 0;
  const makeLists = (): void => {
    kernels.pixelLists(lists, images, indices + 4 * first, count, count, inFeatures, orders);
    first = (first + count) % IMAGES;
  };
  makeLists();
  return [
    {
      name: name('forward'),
      images: count,
      flops,
      run: () => {
        kernels.pixelForward(y, work, lists, weights, background, inFeatures, outFeatures, packs, notebook); // prettier-ignore
      },
    },
    {
      name: name('weight gradient'),
      images: count,
      flops,
      run: () => {
        kernels.pixelWeightGradient(gradient, bias, y, work, lists, inFeatures, outFeatures, packs, false, notebook); // prettier-ignore
      },
    },
    { name: 'lists of pixels', images: count, elements: count * inFeatures, run: makeLists },
  ];
}

function conv2dCases(
  bench: Bench,
  id: string,
  plan: Conv2dPlan,
  packs: number,
  first: boolean,
): Case[] {
  const { kernels } = bench;
  const { inChannels, outChannels, kernelSize, inputSize, outputSize } = plan;
  const images = packs * PACK;
  const taps = kernelSize[0] * kernelSize[1];
  const weights = outChannels * inChannels * taps;
  const outputs = outChannels * outputSize[0] * outputSize[1];
  const flops = 2 * images * inChannels * taps * outputs;
  const shape = bench.floats(kernels.CONV2D_SHAPE_BYTES.value);
  fill(bench, 'conv2dShape', shape, { inChannels, outChannels, ...windowFields(plan) });
  const offsets = bench.floats(inChannels * taps);
  const gradientOffsets = bench.floats(outChannels * taps);
  kernels.conv2dOffsets(offsets, shape);
  kernels.conv2dGradientOffsets(gradientOffsets, shape);
  const x = bench.floats(images * inChannels * inputSize[0] * inputSize[1]);
  const y = bench.floats(images * outputs);
  const packed = bench.floats(weights);
  const bias = bench.floats(outChannels);
  const lanes = bench.floats(kernels.conv2dLaneBytes(shape) / 4);
  const work = bench.zeros(kernels.conv2dWorkBytes(shape) / 4);
  const temporary = bench.floats(kernels.conv2dGradientFloats(shape));
  const size = `${inChannels}→${outChannels} ${kernelSize.join('×')}`;
  const name = (what: string): string => `${id}: conv2d ${size}, ${what}`;
  const cases: Case[] = [
    {
      name: name('forward'),
      images,
      flops,
      run: () => {
        kernels.conv2dForward(y, x, packed, bias, offsets, shape, packs, 0, 0, work);
      },
    },
    {
      name: name('weight gradient'),
      images,
      flops,
      run: () => {
        kernels.conv2dWeightGradient(lanes, y, x, offsets, shape, packs, 0, work, true);
      },
    },
  ];
  if (first) return cases;
  const run = (): void => {
    kernels.conv2dInputGradient(x, y, packed, gradientOffsets, temporary, shape, packs, 0, 0);
  };
  return [...cases, { name: name('input gradient'), images, flops, run }];
}

/** What is no product: activations, loss, optimisers and the batch gather. */
function otherCases(bench: Bench): Case[] {
  const { kernels } = bench;
  const count = 13_520 * PACK;
  const values = bench.floats(count);
  const logits = bench.floats(10 * PACK);
  const labels = bench.bytes(PACK);
  const small = bench.floats(32);
  const parameters = 135_160;
  const w = bench.floats(parameters);
  const m = bench.floats(parameters);
  const v = bench.bytes(4 * parameters);
  const gradients = bench.floats(SHARDS * parameters);
  const images = bench.bytes(100 * 784 + 16);
  const indices = bench.zeros(PACK);
  const pack = bench.floats(784 * PACK);
  const notebook = bench.notebook();
  const pitch = 4 * parameters;
  return [
    {
      name: 'sigmoid',
      images: null,
      elements: count,
      run: () => {
        kernels.sigmoidForward(values, count);
      },
    },
    {
      name: 'ReLU',
      images: null,
      elements: count,
      run: () => {
        kernels.reluForward(values, count);
      },
    },
    {
      name: 'softmax and cross-entropy, 10 classes',
      images: PACK,
      elements: 10 * PACK,
      run: () => {
        kernels.crossEntropy(logits, labels, 10, PACK, 1 / 1024, small);
      },
    },
    {
      name: `SGD, ${SHARDS} shards`,
      images: null,
      elements: parameters,
      run: () => {
        kernels.sgdStep(w, gradients, SHARDS, pitch, parameters, 1e-9);
      },
    },
    {
      name: `Adam, ${SHARDS} shards`,
      images: null,
      elements: parameters,
      run: () => {
        kernels.adamStep(w, gradients, SHARDS, pitch, m, v, parameters, 1e-9, 0.9, 0.1, 0.999, 0.001, 1, 1e-8, 0, 1); // prettier-ignore
      },
    },
    {
      name: 'batch gather, 784 pixels',
      images: PACK,
      elements: 784 * PACK,
      run: () => {
        kernels.gatherPack(pack, images, indices, PACK, 784, notebook);
      },
    },
  ];
}
