/** What augmentation is for, in figures: digits that lie off centre or turned, read with it and without. */
import { expect, test } from 'vitest';
import type { ImageSet } from '../../extension/data/dataset';
import type { Engine } from '../../extension/engine/api';
import type { ModelSpec } from '../../extension/models/spec';
import { accuracyOf } from '#shared/confusion';
import { countPredictions, emptyConfusion } from '../../extension/training/metrics';
import { withEngine } from '../support/engine';
import { loadMnist } from '../support/mnist';
import { planOf } from '../support/models';
import { TestRandom } from '../support/random';

const EPOCHS = 3;
const BATCH = 256;
const SIZE = 28;
/** Pixels and degrees, to either side. */
const OFF_CENTRE = 4;
const TURNED = 25;

const small: ModelSpec = {
  layers: [
    { type: 'conv2d', out_channels: 8, kernel_size: 5, stride: 2 },
    { type: 'relu' },
    { type: 'conv2d', out_channels: 16, kernel_size: 3, stride: 2 },
    { type: 'relu' },
    { type: 'linear', out_features: 'classes' },
  ],
  optimizer: { type: 'adam', lr: 0.002 },
};
const varied: ModelSpec = { ...small, augment: { translate: 0.15, degrees: 25 } };

/** Each image shifted and turned by chance, the nearest pixel taken; not by the kernels that trained. */
function moved({ images, labels, count }: ImageSet): ImageSet {
  const random = new TestRandom(11);
  const within = (most: number): number => (2 * random.next() - 1) * most;
  const result = new Uint8Array(images.length);
  const middle = (SIZE - 1) / 2;
  for (let image = 0; image < count; image++) {
    const angle = (within(TURNED) * Math.PI) / 180;
    const [right, down] = [within(OFF_CENTRE), within(OFF_CENTRE)];
    for (let at = 0; at < SIZE * SIZE; at++) {
      const x = (at % SIZE) - middle - right;
      const y = Math.floor(at / SIZE) - middle - down;
      const column = Math.round(x * Math.cos(angle) + y * Math.sin(angle) + middle);
      const row = Math.round(y * Math.cos(angle) - x * Math.sin(angle) + middle);
      if (row < 0 || row >= SIZE || column < 0 || column >= SIZE) continue;
      result[image * SIZE * SIZE + at] = images[(image * SIZE + row) * SIZE + column]!;
    }
  }
  return { images: result, labels, count };
}

test('with shift and rotation, digits off centre or turned are read right more often', async () => {
  const { train, test } = await loadMnist();
  await withEngine('relaxed', 2, (engine: Engine) => {
    const add = ({ images, labels }: ImageSet) =>
      engine.addDataset(images, labels, [1, SIZE, SIZE]);
    const data = add(train);
    const tests = { upright: add(test), moved: add(moved(test)) };
    const accuracies = [small, varied].map((spec) => {
      const plan = planOf(spec, [1, SIZE, SIZE], 10);
      const network = engine.addNetwork(plan, BATCH, { seed: 1, stream: 1 });
      network.initialize();
      const random = new TestRandom(12);
      const batches = EPOCHS * Math.floor(train.count / BATCH);
      for (let batch = 0; batch < batches; batch++) {
        const next = (): number => random.integer(0, train.count - 1);
        network.trainStep(data, Uint32Array.from({ length: BATCH }, next));
      }
      const judge = (of: typeof data): number => {
        const confusion = emptyConfusion(10);
        countPredictions(confusion, network.logits(of, 0, test.count), test.labels);
        return accuracyOf(confusion);
      };
      return { upright: judge(tests.upright), moved: judge(tests.moved) };
    });
    const [still, shaken] = accuracies as [(typeof accuracies)[0], (typeof accuracies)[0]];
    console.log('without:', still, 'with:', shaken);
    expect(still.upright).toBeGreaterThan(0.95);
    expect(shaken.upright).toBeGreaterThan(still.upright - 0.03);
    // Half of the digits that are read wrong without it are read right with it.
    expect(1 - shaken.moved).toBeLessThan(0.5 * (1 - still.moved));
  });
}, 1_800_000);
