import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { expectClose } from '../support/close';
import { fromPacks, KernelBench, PACK, toPacks, variants } from '../support/kernels';
import { TestRandom } from '../support/random';
import { conv2dBackward, conv2dOutputSize, type Conv2dSizes } from '../support/reference';

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

describe.each(variants)('convolutions of background, %s', (variant) => {
  let bench: KernelBench;
  beforeAll(async () => {
    bench = await KernelBench.load(variant);
  });
  afterEach(() => {
    bench.check();
    bench.reset();
  });

  describe.each(Object.entries(draws))('%s', (_, draw) => {
    test.each(Object.entries(chains))('%s', (_, { channels, size, layers }) => {
      const { kernels } = bench;
      const random = new TestRandom(1);
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
            // Most of them in some image only.
            if (random.next() < 0.2) images[image * pixels + pixel] = random.integer(1, 255);
          }
        }
      }
      const bytes = bench.input(images);
      const indices = bench.words(Array.from({ length: BATCH }, (_, i) => i));
      let x = bench.output(PACKS * pixels * PACK);
      let spans = bench.allocate(PACKS * height * 8);
      for (let pack = 0; pack < PACKS; pack++) {
        const at = indices + pack * PACK * 4;
        const valid = Math.min(PACK, BATCH - pack * PACK);
        const rows = spans + pack * height * 8;
        kernels.gatherPack(x + pack * pixels * PACK * 4, bytes, at, valid, pixels);
        kernels.imageSpans(rows, bytes, at, valid, channels, height, width);
        const some = Array.from({ length: height * width }, (_, pixel) =>
          images.some(
            (byte, i) =>
              byte !== 0 &&
              Math.floor(i / pixels / PACK) === pack &&
              i % (height * width) === pixel,
          ),
        );
        const expected = Array.from({ length: height }, (_, row) => {
          const line = some.slice(row * width, (row + 1) * width);
          return [Math.max(0, line.indexOf(true)), line.lastIndexOf(true) + 1];
        });
        expect([...bench.readWords(rows, height * 2)]).toEqual(expected.flat());
      }

      let [inChannels, inputSize]: [number, Pair] = [channels, size];
      for (const { outChannels, kernelSize, stride } of layers) {
        const sizes: Conv2dSizes = {
          batch: BATCH,
          inChannels,
          inputSize,
          outChannels,
          kernelSize,
          stride,
        };
        const outputSize = conv2dOutputSize(sizes);
        const depth = inChannels * kernelSize[0] * kernelSize[1];
        const outFeatures = outChannels * outputSize[0] * outputSize[1];
        const shape = bench.allocate(kernels.CONV2D_SHAPE_BYTES.value);
        kernels.setConv2dShape(
          shape,
          inChannels,
          ...inputSize,
          outChannels,
          ...outputSize,
          ...kernelSize,
          ...stride,
        );
        const offsets = bench.allocate(depth * 4);
        kernels.conv2dOffsets(offsets, shape);
        const outputSpans = bench.allocate(PACKS * outputSize[0] * 8);
        kernels.conv2dSpans(outputSpans, spans, shape, PACKS);

        const count = outChannels * depth;
        const weights = random.floats(count);
        const packed = bench.output(count);
        kernels.packPanels(packed, bench.floats(weights), outChannels, depth, depth, 1, 0, 1);
        const bias = bench.floats(random.floats(outChannels));
        const given = [x, packed, bias, offsets, shape, PACKS] as const;
        const y = bench.output(PACKS * outFeatures * PACK);
        const dense = bench.output(PACKS * outFeatures * PACK);
        const sigmoid = kernels.ACTIVATION_SIGMOID.value;
        kernels.conv2dForward(y, ...given, sigmoid, outputSpans);
        kernels.conv2dForward(dense, ...given, sigmoid, 0);
        const words = PACKS * outFeatures * PACK;
        expect(bench.readWords(y, words), 'y').toEqual(bench.readWords(dense, words));

        const inFeatures = inChannels * inputSize[0] * inputSize[1];
        const xs = fromPacks(bench.read(x, PACKS * inFeatures * PACK), BATCH, inFeatures);
        const dy = random.floats(BATCH * outFeatures);
        const expected = conv2dBackward(xs, new Float32Array(count), dy, sizes);
        const dyPacks = bench.floats(toPacks(dy, BATCH, outFeatures, 0));
        const lanes = bench.allocate(count * 16);
        const dBias = bench.floats(new Float32Array(outChannels));
        const sums = bench.output(outChannels * PACK);
        for (const times of [1, 2]) {
          // Without a bias the second time.
          const to = times === 1 ? dBias : 0;
          kernels.conv2dWeightGradient(
            lanes,
            to,
            dyPacks,
            x,
            offsets,
            shape,
            PACKS,
            outputSpans,
            sums,
          );
          const dWeight = bench.output(count);
          kernels.conv2dReduceLanes(dWeight, lanes, shape);
          const terms = times * BATCH * outputSize[0] * outputSize[1];
          expectClose(
            bench.read(dWeight, count),
            expected.dWeight.map((value) => value * times),
            `dW after ${times}`,
            // A sigmoid is positive: its sums walk further than those of random x.
            { terms, factor: 8, shape: [outChannels, inChannels, ...kernelSize] },
          );
          expectClose(bench.read(dBias, outChannels), expected.dBias, 'db', { terms, factor: 8 });
        }
        [x, spans, inChannels, inputSize] = [y, outputSpans, outChannels, outputSize];
      }
    });
  });
});
