import { tilePacks } from '../../extension/engine/tiles';
import { coversInput } from '../../extension/layers/conv2d';
import { fill } from '../../extension/kernels/structs';
import { windowFields } from '../../extension/layers/window';
import { fromPacks, type KernelBench, PACK, toPacks } from './kernels';
import {
  type Draw,
  flatSizes,
  type PrecisionCase,
  type PrecisionSizes,
  type Results,
} from './precision-cases';
import { conv2dOutputSize, type Conv2dSizes, type LinearSizes } from './reference';

/** Packs [first, last). */
type Range = readonly [number, number];

interface Run extends Draw {
  readonly bench: KernelBench;
  /** The tiles of each shard. */
  readonly shards: readonly (readonly Range[])[];
  /** Addresses of the batch in packs: x, which becomes dx; y, which is written; dy. */
  readonly input: number;
  readonly output: number;
  readonly gradient: number;
  /** Addresses of each shard's dW and db, one after the other. */
  readonly weights: readonly number[];
}

/**
 * What the kernels make of a draw, as in a training step: tile by tile, shard by shard, the shards' gradients
 * added up.
 */
export function kernelResults(
  bench: KernelBench,
  sizes: PrecisionSizes & Pick<PrecisionCase, 'x'>,
  draw: Draw,
): Results<Float32Array> {
  bench.reset();
  const { kernels } = bench;
  const padded = sizes.layer === 'conv2d' ? withoutPadding(sizes) : sizes;
  const { batch, inFeatures, outFeatures, depth, outChannels } = flatSizes(padded);
  const x = sizes.layer === 'conv2d' ? pad(draw.x, sizes) : draw.x;
  const packs = Math.ceil(batch / PACK);
  const shards = shardTiles(bench, batch, tilePacks({ layers: [{ outFeatures }], pixels: inFeatures })); // prettier-ignore
  const parameters = Math.ceil((outChannels * (depth + 1)) / 4) * 4;
  const weights = bench.output(shards.length * parameters);
  const run: Run = {
    ...draw,
    bench,
    shards,
    input: bench.floats(toPacks(x, batch, inFeatures, 0.5)),
    output: bench.output(packs * outFeatures * PACK),
    gradient: bench.floats(toPacks(draw.dy, batch, outFeatures, 0)),
    weights: shards.map((_, shard) => weights + shard * parameters * 4),
  };
  const first = sizes.x === 'digits';
  if (padded.layer === 'linear' && first) runPixelLinear(run, padded);
  else if (padded.layer === 'linear') runLinear(run, padded);
  else if (!coversInput(padded, padded.inputSize)) runConv2d(run, padded, first);
  else runLinear(run, { batch, inFeatures, outFeatures });
  if (padded.layer === 'conv2d' || !first) {
    kernels.reduceShards(weights, shards.length, parameters * 4, parameters);
  }
  bench.check();
  const sums = bench.read(weights, outChannels * (depth + 1));
  const dx = fromPacks(bench.read(run.input, packs * inFeatures * PACK), batch, inFeatures);
  return {
    y: fromPacks(bench.read(run.output, packs * outFeatures * PACK), batch, outFeatures),
    dx: first ? null : sizes.layer === 'conv2d' ? crop(dx, sizes) : dx,
    dWeight: sums.subarray(0, outChannels * depth),
    dBias: sums.subarray(outChannels * depth),
  };
}

/** See assembly/step/shard.ts. */
function shardTiles(bench: KernelBench, batch: number, tile: number): Range[][] {
  const packs = Math.ceil(batch / PACK);
  const shards = bench.kernels.shardCount(batch);
  const start = (shard: number): number => Math.floor((shard * packs) / shards);
  return Array.from({ length: shards }, (_, shard) => {
    const tiles: Range[] = [];
    for (let first = start(shard); first < start(shard + 1); first += tile) {
      tiles.push([first, Math.min(first + tile, start(shard + 1))]);
    }
    return tiles;
  });
}

function runLinear(run: Run, { inFeatures, outFeatures }: LinearSizes): void {
  const { bench, shards, weights } = run;
  const { kernels } = bench;
  const count = inFeatures * outFeatures;
  const weight = bench.floats(run.weight);
  const bias = bench.floats(run.bias);
  const packed = bench.output(count);
  const packedGradient = bench.output(count);
  kernels.packPanels(packed, weight, outFeatures, inFeatures, inFeatures, 1, 0, 1);
  kernels.packPanels(packedGradient, weight, inFeatures, outFeatures, 1, inFeatures, 0, 1);
  shards.forEach((tiles, shard) => {
    const dWeight = weights[shard]!;
    const dBias = dWeight + count * 4;
    tiles.forEach(([first, last], tile) => {
      const packs = last - first;
      const work = bench.allocate(kernels.linearWorkBytes());
      const input = run.input + first * inFeatures * PACK * 4;
      const output = run.output + first * outFeatures * PACK * 4;
      const gradient = run.gradient + first * outFeatures * PACK * 4;
      kernels.linearForward(output, input, packed, bias, inFeatures, outFeatures, packs, true, work); // prettier-ignore
      kernels.linearWeightGradient(dWeight, dBias, gradient, input, inFeatures, outFeatures, packs, tile > 0); // prettier-ignore
      kernels.linearInputGradient(input, gradient, packedGradient, inFeatures, outFeatures, packs, 0, work); // prettier-ignore
    });
  });
}

function runConv2d(run: Run, sizes: Conv2dSizes, onImage: boolean): void {
  const { bench, shards, weights } = run;
  const { kernels } = bench;
  const { inChannels, outChannels, kernelSize } = sizes;
  const { inFeatures, outFeatures, depth } = flatSizes({ ...sizes, layer: 'conv2d' });
  const shape = bench.allocate(kernels.CONV2D_SHAPE_BYTES.value);
  const window = windowFields({ ...sizes, outputSize: conv2dOutputSize(sizes) });
  fill(bench, 'conv2dShape', shape, { inChannels, outChannels, ...window });
  const offsets = bench.allocate(depth * 4);
  const gradientOffsets = bench.allocate(outChannels * kernelSize[0] * kernelSize[1] * 4);
  kernels.conv2dOffsets(offsets, shape);
  kernels.conv2dGradientOffsets(gradientOffsets, shape);
  const weight = bench.floats(run.weight);
  const bias = bench.floats(run.bias);
  const packed = bench.output(outChannels * depth);
  const packedGradient = bench.output(outChannels * depth);
  kernels.packPanels(packed, weight, outChannels, depth, depth, 1, 0, 1);
  kernels.conv2dPackGradient(packedGradient, weight, shape, 0, 1);
  const places = bench.allocate(kernels.conv2dWorkBytes(shape));
  const work = bench.output(kernels.conv2dGradientFloats(shape));
  shards.forEach((tiles, shard) => {
    const lanes = bench.allocate(kernels.conv2dLaneBytes(shape));
    for (const [first, last] of tiles) {
      const packs = last - first;
      const input = run.input + first * inFeatures * PACK * 4;
      const output = run.output + first * outFeatures * PACK * 4;
      const gradient = run.gradient + first * outFeatures * PACK * 4;
      const spans = onImage ? imageSpans(run, sizes, shape, [first, last]) : 0;
      kernels.conv2dForward(output, input, packed, bias, offsets, shape, packs, 0, spans, places);
      kernels.conv2dWeightGradient(
        lanes,
        gradient,
        input,
        offsets,
        shape,
        packs,
        spans,
        places,
        true,
      );
      if (onImage) continue;
      kernels.conv2dInputGradient(input, gradient, packedGradient, gradientOffsets, work, shape, packs, 0, 0); // prettier-ignore
    }
    const dWeight = weights[shard]!;
    kernels.conv2dReduceLanes(dWeight, dWeight + outChannels * depth * 4, lanes, shape);
  });
}

/** Spans of the outputs of some packs: see assembly/conv2d/spans.ts. */
function imageSpans(run: Run, sizes: Conv2dSizes, shape: number, [first, last]: Range): number {
  const { bench } = run;
  const { kernels } = bench;
  const { batch, inChannels, inputSize } = sizes;
  const images = bench.input(Uint8Array.from(run.x, (value) => (value + 0.5) * 256));
  const inputSpans = bench.allocate((last - first) * inputSize[0] * 8);
  for (let pack = first; pack < last; pack++) {
    const valid = Math.min(PACK, batch - pack * PACK);
    const indices = bench.words(Array.from({ length: valid }, (_, i) => pack * PACK + i));
    const spans = inputSpans + (pack - first) * inputSize[0] * 8;
    kernels.imageSpans(spans, images, indices, valid, inChannels, ...inputSize);
  }
  const spans = bench.allocate((last - first) * conv2dOutputSize(sizes)[0] * 8);
  kernels.conv2dSpans(spans, inputSpans, shape, last - first);
  return spans;
}

/** The same convolution of images that have their zeros around them already. */
function withoutPadding(sizes: Conv2dSizes): Conv2dSizes & { readonly layer: 'conv2d' } {
  const { inputSize, padding = [0, 0] } = sizes;
  const padded = [inputSize[0] + 2 * padding[0], inputSize[1] + 2 * padding[1]] as const;
  return { ...sizes, layer: 'conv2d', inputSize: padded, padding: [0, 0] };
}

function pad(x: Float32Array, sizes: Conv2dSizes): Float32Array {
  const padded = new Float32Array(flatSizes(withoutPadding(sizes)).inFeatures * sizes.batch);
  visitPixels(sizes, (inner, outer) => {
    padded[outer] = x[inner]!;
  });
  return padded;
}

function crop(padded: Float32Array, sizes: Conv2dSizes): Float32Array {
  const x = new Float32Array(flatSizes({ ...sizes, layer: 'conv2d' }).inFeatures * sizes.batch);
  visitPixels(sizes, (inner, outer) => {
    x[inner] = padded[outer]!;
  });
  return x;
}

/** Calls `visit` with each pixel's place without padding, and with it. */
function visitPixels(sizes: Conv2dSizes, visit: (inner: number, outer: number) => void): void {
  const { batch, inChannels, inputSize, padding = [0, 0] } = sizes;
  const [height, width] = inputSize;
  for (let plane = 0; plane < batch * inChannels; plane++) {
    for (let y = 0; y < height; y++) {
      const row = plane * (height + 2 * padding[0]) + y + padding[0];
      for (let x = 0; x < width; x++) {
        visit((plane * height + y) * width + x, row * (width + 2 * padding[1]) + x + padding[1]);
      }
    }
  }
}

/** On the image's bytes: see assembly/pixel_linear. */
function runPixelLinear(run: Run, { batch, inFeatures, outFeatures }: LinearSizes): void {
  const { bench, shards } = run;
  const { kernels } = bench;
  const images = bench.input(Uint8Array.from(run.x, (value) => (value + 0.5) * 256));
  const indices = bench.words(Array.from({ length: batch }, (_, i) => i));
  const orders = bench.allocate(kernels.PIXEL_ORDER_BYTES.value);
  kernels.pixelOrders(orders);
  const floats = kernels.pixelWeightFloats(inFeatures, outFeatures);
  const rows = bench.allocate(floats * 4);
  kernels.pixelPackWeights(rows, bench.floats(run.weight), inFeatures, outFeatures);
  const background = bench.allocate(kernels.pixelWeightFloats(1, outFeatures) * 4);
  const notebook = bench.normalization();
  kernels.pixelBackground(background, rows, bench.floats(run.bias), inFeatures, outFeatures, 0, 1, notebook); // prettier-ignore
  const parameters = floats + Math.ceil(outFeatures / 4) * 4;
  const gradients = bench.allocate(shards.length * parameters * 4);
  shards.forEach((tiles, shard) => {
    const dWeight = gradients + shard * parameters * 4;
    tiles.forEach(([first, last], tile) => {
      const count = (last - first) * PACK;
      const lists = bench.allocate(kernels.pixelListBytes(count, inFeatures));
      const work = bench.allocate(kernels.pixelWorkBytes(count, inFeatures, outFeatures));
      const valid = Math.min(count, batch - first * PACK);
      const output = run.output + first * outFeatures * PACK * 4;
      const gradient = run.gradient + first * outFeatures * PACK * 4;
      kernels.pixelLists(lists, images, indices + first * PACK * 4, valid, count, inFeatures, orders); // prettier-ignore
      kernels.pixelForward(output, work, lists, rows, background, inFeatures, outFeatures, last - first, notebook); // prettier-ignore
      kernels.pixelWeightGradient(dWeight, dWeight + floats * 4, gradient, work, lists, inFeatures, outFeatures, last - first, tile > 0, notebook); // prettier-ignore
    });
  });
  kernels.reduceShards(gradients, shards.length, parameters * 4, parameters);
  // As the other kernels leave them, in the first shard.
  const [weights] = run.weights;
  kernels.pixelUnpackWeights(weights!, gradients, inFeatures, outFeatures);
  const bias = bench.read(gradients + floats * 4, outFeatures);
  bench.write(weights! + inFeatures * outFeatures * 4, bias);
}
