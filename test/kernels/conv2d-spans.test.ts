import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fill } from '../../extension/kernels/structs';
import { windowFields } from '../../extension/layers/window';
import { expectClose } from '../support/close';
import { fromPacks, KernelBench, PACK, toPacks, variants } from '../support/kernels';
import { TestRandom } from '../support/random';
import {
  activationGradients,
  conv2dBackward,
  conv2dOutputSize,
  type Conv2dSizes,
  type Numbers,
} from '../support/reference';

type Pair = readonly [number, number];

interface Chain {
  readonly channels: number;
  readonly size: Pair;
  readonly layers: readonly { outChannels: number; kernelSize: Pair; stride: Pair }[];
}

function layer(outChannels: number, kernelSize: Pair, stride: Pair) {
  return { outChannels, kernelSize, stride };
}

const chains: Record<string, Chain> = {
  'one pixel': { channels: 1, size: [1, 1], layers: [layer(1, [1, 1], [1, 1])] },
  'a kernel of one': { channels: 2, size: [6, 17], layers: [layer(3, [1, 1], [1, 1])] },
  rectangular: { channels: 3, size: [9, 7], layers: [layer(7, [2, 3], [1, 2])] },
  'strides beyond the kernel': { channels: 1, size: [10, 33], layers: [layer(2, [2, 1], [3, 3])] },
  'the whole image': { channels: 1, size: [4, 5], layers: [layer(4, [4, 5], [1, 1])] },
  'two layers': {
    channels: 1,
    size: [13, 16],
    layers: [layer(6, [3, 3], [1, 1]), layer(5, [2, 2], [2, 2])],
  },
  'three layers': {
    channels: 2,
    size: [19, 18],
    layers: [layer(3, [2, 4], [1, 1]), layer(11, [3, 1], [2, 1]), layer(2, [2, 3], [1, 3])],
  },
  'overlapping strides, and rests': {
    channels: 1,
    size: [24, 27],
    layers: [
      layer(2, [2, 2], [1, 1]),
      layer(3, [3, 4], [2, 2]),
      layer(6, [2, 3], [1, 1]),
      layer(2, [3, 1], [2, 3]),
    ],
  },
  'narrow cnn-big': {
    channels: 1,
    size: [28, 28],
    layers: [layer(7, [3, 3], [1, 1]), layer(10, [2, 2], [2, 2])],
  },
};

/** Ranges of rows and columns that are something, by pack. */
type Draw = (random: TestRandom, size: Pair, pack: number) => { rows: Pair; columns: Pair };

function range(random: TestRandom, size: number): Pair {
  const first = random.integer(0, size - 1);
  return [first, random.integer(first, size)];
}

const draws: Record<string, Draw> = {
  background: () => ({ rows: [0, 0], columns: [0, 0] }),
  full: (_, [height, width]) => ({ rows: [0, height], columns: [0, width] }),
  'one pixel in the first corner': () => ({ rows: [0, 1], columns: [0, 1] }),
  'one pixel in the last corner': (_, [height, width]) => ({
    rows: [height - 1, height],
    columns: [width - 1, width],
  }),
  'different spans': (random, [height, width], pack) =>
    pack === 1
      ? { rows: [0, height], columns: [0, width] }
      : { rows: range(random, height), columns: range(random, width) },
};

/** Images, the last pack with a rest. */
const BATCH = 19;
const PACKS = 3;
const LANES = PACKS * PACK;

/** Bytes (BATCH, channels, height, width), most of them something in some image only. */
function drawImages(random: TestRandom, draw: Draw, { channels, size }: Chain): Uint8Array {
  const [height, width] = size;
  const pixels = channels * height * width;
  const images = new Uint8Array(BATCH * pixels);
  for (let pack = 0; pack < PACKS; pack++) {
    const { rows, columns } = draw(random, size, pack);
    for (let image = pack * PACK; image < Math.min(BATCH, (pack + 1) * PACK); image++) {
      for (let pixel = 0; pixel < pixels; pixel++) {
        const [row, column] = [Math.floor(pixel / width) % height, pixel % width];
        if (row < rows[0] || row >= rows[1] || column < columns[0] || column >= columns[1]) {
          continue;
        }
        if (random.next() < 0.2) images[image * pixels + pixel] = random.integer(1, 255);
      }
    }
  }
  return images;
}

/** First and end of every row of every pack, found pixel by pixel. */
function expectedSpans(images: Uint8Array, { channels, size }: Chain): number[] {
  const [height, width] = size;
  const pixels = channels * height * width;
  return Array.from({ length: PACKS }, (_, pack) => {
    const some = Array.from({ length: height * width }, (_, pixel) =>
      images.some(
        (byte, i) =>
          byte !== 0 && Math.floor(i / pixels / PACK) === pack && i % (height * width) === pixel,
      ),
    );
    return Array.from({ length: height }, (_, row) => {
      const line = some.slice(row * width, (row + 1) * width);
      return [Math.max(0, line.indexOf(true)), line.lastIndexOf(true) + 1];
    });
  }).flat(2);
}

/**
 * What the convolution below uses of its output's gradient (LANES, channels, height, width): all that is
 * in its spans, and by image and channel the sums of the rest.
 */
function used(gradient: Numbers, spans: Uint32Array, channels: number, [height, width]: Pair) {
  const inside: number[] = [];
  const sums = new Float64Array(LANES * channels);
  for (let i = 0; i < gradient.length; i++) {
    const plane = Math.floor(i / (height * width));
    const pack = Math.floor(plane / channels / PACK);
    const span = 2 * (pack * height + (Math.floor(i / width) % height));
    const column = i % width;
    if (column >= spans[span]! && column < spans[span + 1]!) inside.push(gradient[i]!);
    else sums[plane]! += gradient[i]!;
  }
  return { inside, sums };
}

describe.each(variants)('convolutions of background, %s', (variant) => {
  let bench: KernelBench;
  beforeAll(async () => {
    bench = await KernelBench.load(variant);
  });
  afterEach(() => {
    bench.check();
    bench.reset();
  });

  /** Images in packs, and their spans. */
  function gather(images: Uint8Array, { channels, size: [height, width] }: Chain) {
    const { kernels } = bench;
    const pixels = channels * height * width;
    const bytes = bench.input(images);
    const indices = bench.words(Array.from({ length: BATCH }, (_, i) => i));
    const x = bench.output(PACKS * pixels * PACK);
    const spans = bench.allocate(PACKS * height * 8);
    const normalization = bench.normalization();
    for (let pack = 0; pack < PACKS; pack++) {
      const at = indices + pack * PACK * 4;
      const valid = Math.min(PACK, BATCH - pack * PACK);
      const rows = spans + pack * height * 8;
      kernels.gatherPack(x + pack * pixels * PACK * 4, bytes, at, valid, pixels, normalization);
      kernels.imageSpans(rows, bytes, at, valid, channels, height, width);
    }
    return { x, spans };
  }

  interface Prepared {
    readonly sizes: Conv2dSizes;
    readonly inFeatures: number;
    readonly outFeatures: number;
    readonly weights: Float32Array;
    readonly shape: number;
    readonly packed: number;
    readonly bias: number;
    readonly offsets: number;
    readonly inputSpans: number;
    readonly outputSpans: number;
  }

  /** A chain's convolutions with random weights, and the spans of what comes out of each. */
  function prepare(random: TestRandom, { channels, size, layers }: Chain, spans: number) {
    const { kernels } = bench;
    let [inChannels, inputSize, inputSpans] = [channels, size, spans];
    return layers.map((layer): Prepared => {
      const { outChannels, kernelSize } = layer;
      const sizes: Conv2dSizes = { batch: BATCH, inChannels, inputSize, ...layer };
      const outputSize = conv2dOutputSize(sizes);
      const depth = inChannels * kernelSize[0] * kernelSize[1];
      const shape = bench.allocate(kernels.CONV2D_SHAPE_BYTES.value);
      fill(bench, 'conv2dShape', shape, {
        inChannels,
        outChannels,
        ...windowFields({ ...layer, inputSize, outputSize }),
      });
      const offsets = bench.allocate(depth * 4);
      kernels.conv2dOffsets(offsets, shape);
      const outputSpans = bench.allocate(PACKS * outputSize[0] * 8);
      kernels.conv2dSpans(outputSpans, inputSpans, shape, PACKS);
      const weights = random.floats(outChannels * depth);
      const packed = bench.output(weights.length);
      kernels.packPanels(packed, bench.floats(weights), outChannels, depth, depth, 1, 0, 1);
      const prepared = {
        sizes,
        inFeatures: inChannels * inputSize[0] * inputSize[1],
        outFeatures: outChannels * outputSize[0] * outputSize[1],
        weights,
        shape,
        packed,
        bias: bench.floats(random.floats(outChannels)),
        offsets,
        inputSpans,
        outputSpans,
      };
      [inChannels, inputSize, inputSpans] = [outChannels, outputSize, outputSpans];
      return prepared;
    });
  }

  function forward(layer: Prepared, x: number, activation: number, spans: number): number {
    const { outFeatures, packed, bias, offsets, shape } = layer;
    const y = bench.output(PACKS * outFeatures * PACK);
    const work = bench.allocate(bench.kernels.conv2dWorkBytes(shape));
    bench.kernels.conv2dForward(y, x, packed, bias, offsets, shape, PACKS, activation, spans, work);
    return y;
  }

  /** What `conv2dInputGradient` takes beside the gradients. */
  function prepareGradient({ sizes, weights, shape }: Prepared) {
    const { kernels } = bench;
    const taps = sizes.kernelSize[0] * sizes.kernelSize[1];
    const packed = bench.output(weights.length);
    kernels.conv2dPackGradient(packed, bench.floats(weights), shape, 0, 1);
    const offsets = bench.allocate(sizes.outChannels * taps * 4);
    kernels.conv2dGradientOffsets(offsets, shape);
    return [packed, offsets, bench.output(kernels.conv2dGradientFloats(shape)), shape] as const;
  }

  function readPacks(address: number, features: number, batch = BATCH): Float32Array {
    return fromPacks(bench.read(address, PACKS * features * PACK), batch, features);
  }

  describe.each(Object.entries(draws))('%s', (_, draw) => {
    test.each(Object.entries(chains))('%s', (_, chain) => {
      const { kernels } = bench;
      const random = new TestRandom(1);
      const images = drawImages(random, draw, chain);
      let { x, spans } = gather(images, chain);
      expect([...bench.readWords(spans, PACKS * chain.size[0] * 2)]).toEqual(
        expectedSpans(images, chain),
      );

      for (const layer of prepare(random, chain, spans)) {
        const { sizes, inFeatures, outFeatures, weights, shape, offsets, outputSpans } = layer;
        const { inChannels, inputSize, outChannels, kernelSize } = sizes;
        const sigmoid = kernels.ACTIVATION_SIGMOID.value;
        const y = forward(layer, x, sigmoid, outputSpans);
        const dense = forward(layer, x, sigmoid, 0);
        const words = PACKS * outFeatures * PACK;
        expect(bench.readWords(y, words), 'y').toEqual(bench.readWords(dense, words));

        const xs = readPacks(x, inFeatures);
        const dy = random.floats(BATCH * outFeatures);
        const expected = conv2dBackward(xs, weights, dy, sizes);
        const dyPacks = bench.floats(toPacks(dy, BATCH, outFeatures, 0));
        const lanes = bench.allocate(kernels.conv2dLaneBytes(shape));
        const dBias = bench.output(outChannels);
        const work = bench.output(kernels.conv2dWorkBytes(shape) / 4);
        for (const times of [1, 2]) {
          kernels.conv2dWeightGradient(
            lanes,
            dyPacks,
            x,
            offsets,
            shape,
            PACKS,
            outputSpans,
            work,
            times === 1,
          );
          const dWeight = bench.output(weights.length);
          // Without a bias the second time.
          kernels.conv2dReduceLanes(dWeight, times === 1 ? dBias : 0, lanes, shape);
          const terms = (times * BATCH * outFeatures) / outChannels;
          expectClose(
            bench.read(dWeight, weights.length),
            expected.dWeight.map((value) => value * times),
            `dW after ${times}`,
            // A sigmoid is positive: its sums walk further than those of random x.
            { terms, factor: 8, shape: [outChannels, inChannels, ...kernelSize] },
          );
          expectClose(bench.read(dBias, outChannels), expected.dBias, 'db', { terms, factor: 8 });
        }

        const given = prepareGradient(layer);
        const inputSpans = bench.readWords(spans, PACKS * inputSize[0] * 2);
        const finishes = [
          (value: number) => value,
          activationGradients.sigmoid,
          activationGradients.relu,
        ];
        finishes.forEach((finish, mode) => {
          const gradient = bench.floats(bench.read(x, PACKS * inFeatures * PACK));
          kernels.conv2dInputGradient(gradient, dyPacks, ...given, PACKS, mode, outputSpans);
          const actual = readPacks(gradient, inFeatures, LANES);
          const reference = new Float64Array(LANES * inFeatures);
          reference.set(expected.dx.map((value, i) => finish(value, xs[i]!)));
          const dx = used(actual, inputSpans, inChannels, inputSize);
          const expectedDx = used(reference, inputSpans, inChannels, inputSize);
          const terms = weights.length / inChannels;
          if (dx.inside.length > 0) expectClose(dx.inside, expectedDx.inside, 'dx', { terms });
          expectClose(dx.sums, expectedDx.sums, 'sums of dx', {
            terms: terms * inputSize[0] * inputSize[1],
          });
        });
        [x, spans] = [y, outputSpans];
      }
    });

    const deep = Object.entries(chains).filter(([, { layers }]) => layers.length > 1);
    test.each(deep)('%s, back from layer to layer', (_, chain) => {
      const { kernels } = bench;
      const random = new TestRandom(2);
      const { x, spans } = gather(drawImages(random, draw, chain), chain);
      const layers = prepare(random, chain, spans);
      const relu = kernels.ACTIVATION_RELU.value;
      const inputs = [x];
      for (const layer of layers)
        inputs.push(forward(layer, inputs.at(-1)!, relu, layer.outputSpans));

      const outFeatures = layers.at(-1)!.outFeatures;
      let dy: Numbers = random.floats(BATCH * outFeatures);
      let dyPacks = bench.floats(toPacks(dy, BATCH, outFeatures, 0));
      for (let index = layers.length - 1; index >= 0; index--) {
        const layer = layers[index]!;
        const { sizes, inFeatures, weights, shape, offsets, outputSpans } = layer;
        const input = inputs[index]!;
        const xs = readPacks(input, inFeatures);
        const expected = conv2dBackward(xs, weights, dy, sizes);
        const lanes = bench.allocate(kernels.conv2dLaneBytes(shape));
        const work = bench.output(kernels.conv2dWorkBytes(shape) / 4);
        kernels.conv2dWeightGradient(
          lanes,
          dyPacks,
          input,
          offsets,
          shape,
          PACKS,
          outputSpans,
          work,
          index > 0,
        );
        const dWeight = bench.output(weights.length);
        const dBias = bench.output(sizes.outChannels);
        kernels.conv2dReduceLanes(dWeight, dBias, lanes, shape);
        const terms = BATCH * layer.outFeatures;
        const what = `of layer ${index}`;
        expectClose(bench.read(dWeight, weights.length), expected.dWeight, `dW ${what}`, { terms });
        expectClose(bench.read(dBias, sizes.outChannels), expected.dBias, `db ${what}`, { terms });

        kernels.conv2dInputGradient(
          input,
          dyPacks,
          ...prepareGradient(layer),
          PACKS,
          2,
          outputSpans,
        );
        dy = expected.dx.map((value, i) => activationGradients.relu(value, xs[i]!));
        dyPacks = input;
      }
    });
  });
});
