import { describe, expect, test } from 'vitest';
import type { EvaluationEvent } from '#shared/protocol/events';
import { evaluate } from '../../extension/training/evaluate';
import { expectWithin } from '../support/close';
import { withEngine } from '../support/engine';
import { planOf } from '../support/models';
import { TestRandom } from '../support/random';
import { crossEntropy, normalizePixels } from '../support/reference';
import { ReferenceNetwork, toParameters } from '../support/reference-network';

const CLASSES = 10;
const PIXELS = 36;
/** More than one slice of the work. */
const IMAGES = 1100;

/** Judges one linear layer with weights of a size, and has its logits in float64. */
async function judge(size: number): Promise<{
  evaluation: EvaluationEvent;
  logits: Float64Array;
  labels: Uint8Array;
}> {
  const random = new TestRandom(5);
  const images = random.bytes(IMAGES * PIXELS);
  const labels = Uint8Array.from({ length: IMAGES }, () => random.integer(0, CLASSES - 1));
  const plan = planOf(
    { layers: [{ type: 'linear', out_features: 'classes' }], optimizer: { type: 'sgd', lr: 1 } },
    [1, 6, 6],
    CLASSES,
  );
  let evaluation: EvaluationEvent | null = null;
  let logits: Float64Array = new Float64Array();
  await withEngine('portable', 1, async (engine) => {
    const network = engine.addNetwork(plan, 100, { seed: 1, stream: 0 });
    network.initialize();
    const weights = network.weights().map(({ data, ...tensor }) => ({
      ...tensor,
      data: data.map((value) => value * size),
    }));
    network.setWeights(weights);
    logits = new ReferenceNetwork(plan)
      .outputs(toParameters(weights), normalizePixels(images), IMAGES)
      .at(-1)!;
    const data = engine.addDataset(images, labels, [1, 6, 6]);
    const given = { images: data, labels };
    evaluation = await evaluate('one', network, given, CLASSES, () => Promise.resolve(true));
  });
  return { evaluation: evaluation!, logits, labels };
}

describe.each([
  { size: 1e-6, what: 'equally unsure of everything' },
  { size: 1, what: 'fresh' },
  { size: 1e4, what: 'surely wrong' },
  { size: 1e30, what: 'about to overflow' },
])('a network that is $what', ({ size }) => {
  test('is judged by its logits: loss and predictions are those of float64', async () => {
    const { evaluation, logits, labels } = await judge(size);
    const { loss } = crossEntropy(logits, labels, CLASSES);
    expectWithin([evaluation.loss], [loss], 'loss', (value) => 1e-6 * value);
    const confusion = Array.from({ length: CLASSES }, () => Array<number>(CLASSES).fill(0));
    labels.forEach((label, image) => {
      const row = logits.subarray(image * CLASSES, (image + 1) * CLASSES);
      confusion[label]![row.indexOf(Math.max(...row))]! += 1;
    });
    expect(evaluation.confusion).toEqual(confusion);
  });
});

test('a network that has diverged has no finite loss', async () => {
  const { evaluation } = await judge(1e39);
  expect(evaluation.loss).toBeNaN();
});
