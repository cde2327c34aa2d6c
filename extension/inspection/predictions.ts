import type { EngineDataset, Network } from '../engine/api';
import { predictedClass, probabilitiesOf, rowOf } from '../models/prediction';
import { nextTurn } from '../platform/next-turn';

/** Images between two turns for whatever else the worker is told: a few milliseconds of work. */
const SLICE = 1000;

/** What a network makes of all images of a part. */
export class Predictions {
  private constructor(
    /** (count, classes) */
    private readonly logits: Float32Array,
    private readonly classes: number,
  ) {}

  /** @param signal ends the work with a rejection */
  static async of(
    network: Network,
    images: EngineDataset,
    classes: number,
    signal: AbortSignal,
  ): Promise<Predictions> {
    const logits = new Float32Array(images.count * classes);
    for (let first = 0; first < images.count; first += SLICE) {
      const count = Math.min(SLICE, images.count - first);
      logits.set(network.logits(images, first, count), first * classes);
      await nextTurn();
      signal.throwIfAborted();
    }
    return new Predictions(logits, classes);
  }

  predicted(image: number): number {
    return predictedClass(this.logits, image, this.classes);
  }

  /** (classes); NaN of a network that has diverged. */
  probabilities(image: number): number[] {
    return probabilitiesOf(rowOf(this.logits, image, this.classes));
  }
}
