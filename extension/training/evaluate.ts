import type { EngineDataset, Network } from '../engine/api';
import { accuracyOf, precisionOf, recallOf } from '#shared/confusion';
import type { EvaluationEvent } from '#shared/protocol/events';
import { countPredictions, crossEntropy, emptyConfusion } from './metrics';

/** Images between two turns for whatever else the run is told: a few milliseconds of work. */
const SLICE = 1000;

/** Images in the engine with the labels that judge its answers. */
export interface LabelledImages {
  readonly images: EngineDataset;
  /** (count) */
  readonly labels: Uint8Array;
}

/**
 * Judges a network on a whole data set; null if it was stopped in between.
 * @param turn is awaited between slices of the work; false stops it
 */
export async function evaluate(
  model: string,
  network: Network,
  test: LabelledImages,
  classes: number,
  turn: () => Promise<boolean>,
): Promise<EvaluationEvent | null> {
  const confusion = emptyConfusion(classes);
  let loss = 0;
  let seconds = 0;
  for (let first = 0; first < test.images.count; first += SLICE) {
    if (!(await turn())) return null;
    const labels = test.labels.subarray(first, first + SLICE);
    const start = performance.now();
    const logits = network.logits(test.images, first, labels.length);
    countPredictions(confusion, logits, labels);
    loss += crossEntropy(logits, labels, classes);
    seconds += (performance.now() - start) / 1000;
  }
  return {
    type: 'evaluation',
    model,
    accuracy: accuracyOf(confusion),
    loss: loss / test.images.count,
    confusion,
    precision: precisionOf(confusion),
    recall: recallOf(confusion),
    seconds,
  };
}
