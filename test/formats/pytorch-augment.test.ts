/** How exported scripts vary images, against what the engine does: by what becomes of an image in many draws. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../extension/engine/api';
import { writeNpz } from '../../extension/formats/npy';
import { className } from '../../extension/formats/pytorch/network-class';
import { writeScript } from '../../extension/formats/pytorch/write-script';
import type { AugmentSpec } from '../../extension/models/augment';
import { python, runPython, skipped } from '../pytorch/python';
import { expectWithin } from '../support/close';
import { startEngine } from '../support/engine';
import { resolveSpec } from '../support/models';
import { useTemporaryFolder } from '../support/temporary-folder';

const [CHANNELS, HEIGHT, WIDTH] = [2, 12, 15];
const DRAWS = 6000;

/** Something that is alike to no other side, in two channels. */
const image = Uint8Array.from({ length: CHANNELS * HEIGHT * WIDTH }, (_, at) => {
  const [x, y] = [at % WIDTH, Math.floor(at / WIDTH) % HEIGHT];
  const inside = x > 3 && x < 6 + y / 2 && y > 2 && y < 10;
  return inside ? 255 - 12 * x : at < HEIGHT * WIDTH ? 0 : 20;
});

const ways: readonly (readonly [string, AugmentSpec, draws: number])[] = [
  ['scaled', { scale: [1.3, 1.3] }, 1],
  ['flipped', { horizontal_flip: 1 }, 1],
  ['scaled and flipped', { scale: [0.7, 0.7], horizontal_flip: 1 }, 1],
  ['shifted', { translate: [0.2, 0.1] }, DRAWS],
  ['turned', { degrees: 60 }, DRAWS],
  ['sheared', { shear: 30 }, DRAWS],
  ['scaled by chance', { scale: [0.5, 1.5] }, DRAWS],
  ['flipped by chance', { horizontal_flip: 0.3 }, DRAWS],
  ['bent', { elastic: { alpha: 20, sigma: 1.5 } }, DRAWS],
  ['bent smoothly', { elastic: { alpha: 200, sigma: 6 } }, DRAWS],
  ['erased in part', { erasing: { p: 0.8 } }, DRAWS],
  ['erased in narrow parts', { erasing: { scale: [0.5, 0.5], ratio: [0.5, 4] } }, DRAWS],
  [
    'varied in all ways',
    {
      ...{ translate: 0.1, degrees: 20, scale: [0.8, 1.2], shear: 10, horizontal_flip: 0.5 },
      ...{ elastic: { alpha: 30, sigma: 2 }, erasing: {} },
    },
    DRAWS,
  ],
];

const folder = useTemporaryFolder();

describe.skipIf(python === null)(`a script varies images as the engine does${skipped}`, () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine('portable', 1);
  });
  afterAll(() => engine.dispose());

  it.each(ways)('%s', async (name, augment, draws) => {
    const shape = [CHANNELS, HEIGHT, WIDTH] as const;
    const optimizer = { type: 'sgd', lr: 0.1 } as const;
    const layers = [{ type: 'linear', out_features: 'classes' }] as const;
    const model = resolveSpec({ layers, optimizer, augment }, { shape, classes: 2 });

    const label = Uint8Array.of(0);
    const network = engine.addNetwork(model.plan, draws, { seed: 5, stream: 1 });
    const examples = network.examples(
      engine.addDataset(image, label, shape),
      new Uint32Array(draws),
    );

    const [script, images] = [folder(`${name}.py`), `${name}.npz`];
    const recipe = {
      ...{ data: { type: 'npz', file: images } as const, imageShape: shape, classes: ['a', 'b'] },
      ...({ validation: false, epochs: 1, batchSize: 1, sampling: 'random', seed: 1 } as const),
    };
    const files = { script: '', weights: '', batches: null };
    await writeFile(script, writeScript(model, recipe, files));
    const set = { shape: [1, ...shape], data: image };
    const arrays = { test_images: set, test_labels: { shape: [1], data: label } };
    await writeFile(folder(images), writeNpz(arrays));
    const program = join(import.meta.dirname, '../pytorch/augment.py');
    const output = await runPython([program, script, className('tiny'), String(draws)]);
    const theirs = JSON.parse(output) as { mean: number[]; deviation: number[] };

    const ours = momentsOf(examples, draws);
    // Differences by what is allowed: a byte rounded the other way, and six standard errors of either mean.
    const off = ours.mean.map((mean, pixel) => {
      const error = (ours.deviation[pixel]! * Math.SQRT2) / Math.sqrt(draws);
      return (theirs.mean[pixel]! - mean) / (1 + 6 * error);
    });
    const none = ours.mean.map(() => 0);
    expectWithin(off, none, 'mean of each pixel', () => 1, shape);
    if (draws === 1) return;
    expectWithin(theirs.deviation, ours.deviation, 'deviation of each pixel', () => 6, shape);
    expect(Math.max(...ours.deviation)).toBeGreaterThan(20);
  });
});

function momentsOf(examples: Uint8Array, draws: number) {
  const size = examples.length / draws;
  const moments = Array.from({ length: size }, (_, pixel) => {
    let [sum, squares] = [0, 0];
    for (let at = pixel; at < examples.length; at += size) {
      sum += examples[at]!;
      squares += examples[at]! ** 2;
    }
    const mean = sum / draws;
    return { mean, deviation: Math.sqrt(Math.max(0, squares / draws - mean ** 2)) };
  });
  return {
    mean: moments.map(({ mean }) => mean),
    deviation: moments.map(({ deviation }) => deviation),
  };
}
