import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dataAt } from '../../extension/data/choice';
import { writeSafetensors } from '../../extension/formats/safetensors';
import type { InspectionSource } from '../../extension/inspection/source';
import { type Images, resolveModel } from '../../extension/models/model';
import type { ModelSpecs } from '../../extension/models/spec';
import { builtFolder } from '../support/dist';
import { idx, testImages, testLabels, trainImages, trainLabels, writeFiles } from '../support/idx';
import { TestRandom } from '../support/random';
import { testConfig } from '../training/support';

/** More than are predicted in one go, and than are shown of a list. */
export const TEST_IMAGES = 1003;
/** (3, 2, 2) */
export const trainPixels = Uint8Array.from({ length: 12 }, (_, i) => 20 * i);

const IMAGES: Images = { shape: [1, 2, 2], classes: 3 };

/** Test images of four grey pixels, and labels that have nothing to do with them. */
export interface ByHand {
  readonly pixels: readonly (readonly number[])[];
  readonly labels: readonly number[];
}

export function someImages(seed: number): ByHand {
  const random = new TestRandom(seed);
  const below = (limit: number): number => Math.floor(random.next() * limit);
  return {
    // No two of the first three alike: a network that goes by the brightest one is never in doubt.
    pixels: Array.from({ length: TEST_IMAGES }, () => {
      const first = below(85);
      const [a, b, c] = [3 * first, 3 * below(85) + 1, 3 * below(85) + 2];
      return [a, b, c, below(256)];
    }),
    labels: Array.from({ length: TEST_IMAGES }, (_, i) => (i < 3 ? i : below(3))),
  };
}

export function writeImages(folder: string, { pixels, labels }: ByHand): Promise<string> {
  const count = labels.length;
  return writeFiles(folder, {
    [trainImages]: idx([3, 2, 2], trainPixels),
    [trainLabels]: idx([3], Uint8Array.of(0, 1, 2)),
    [testImages]: idx([count, 2, 2], Uint8Array.from(pixels.flat())),
    [testLabels]: idx([count], Uint8Array.from(labels)),
  });
}

const optimizer = { type: 'sgd', lr: 0.1 } as const;
const specs: ModelSpecs = {
  brightest: { layers: [{ type: 'linear', out_features: 'classes' }], optimizer },
  filters: {
    layers: [
      { type: 'conv2d', out_channels: 70, kernel_size: 1 },
      { type: 'relu' },
      { type: 'conv2d', out_channels: 2, kernel_size: 1 },
      { type: 'linear', out_features: 'classes' },
    ],
    optimizer,
  },
};

/** A run that has been saved, with weights that are told as a function of their place. */
export async function writeRun(
  dataFolder: string,
  weightsFolder: string,
  weights: Readonly<Record<string, Record<string, (...place: number[]) => number>>>,
  change: ModelSpecs = {},
): Promise<InspectionSource> {
  await mkdir(weightsFolder, { recursive: true });
  const models = Object.keys(weights);
  const all = { ...specs, ...change };
  for (const id of models) {
    const { summary } = resolveModel(all, id, IMAGES);
    const tensors = summary.parameters.map(({ name, shape, count }) => {
      const [, inner = 1] = shape;
      const value = weights[id]![name] ?? (() => 0);
      const data = Float32Array.from({ length: count }, (_, i) =>
        value(Math.floor(i / inner), i % inner),
      );
      return { name, shape, data };
    });
    await writeFile(join(weightsFolder, `${id}.safetensors`), writeSafetensors(tensors));
  }
  const config = {
    ...testConfig,
    specs: all,
    models,
    data: dataAt(dataFolder),
    distFolder: builtFolder(),
  };
  return { config, weightsFolder };
}

/** An engine sees a pixel as a number from -0.5 to 0.5. */
export const seen = (pixel: number): number => pixel / 256 - 0.5;

const SCALE = 8;

/** Weights by which the class is that of the brightest of the first three pixels, seen from pixel `first` on. */
export const brightestFrom =
  (first: number) =>
  (output: number, input: number): number =>
    input === (output + first) % 3 ? SCALE : 0;

/** What such a network makes of an image. */
export function probabilities(pixels: readonly number[], first: number): number[] {
  const powers = [0, 1, 2].map((k) => Math.exp(SCALE * seen(pixels[(k + first) % 3]!)));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}

export function predicted(pixels: readonly number[], first: number): number {
  const all = probabilities(pixels, first);
  return all.indexOf(Math.max(...all));
}
