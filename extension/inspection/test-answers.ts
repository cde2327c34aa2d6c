import type { EngineDataset, Network } from '../engine/network-plan';
import { predictedClass } from '../models/prediction';
import { nextTurn } from '../platform/turn';

/** Images between two turns for whatever else the worker is told: a few milliseconds of work. */
const SLICE = 1000;

/** What a network makes of all test images. */
export class TestAnswers {
  private constructor(
    /** (count, classes) */
    private readonly probabilities: Float32Array,
    private readonly classes: number,
  ) {}

  /** @param signal ends the work with a rejection */
  static async of(
    network: Network,
    images: EngineDataset,
    classes: number,
    signal: AbortSignal,
  ): Promise<TestAnswers> {
    const probabilities = new Float32Array(images.count * classes);
    for (let first = 0; first < images.count; first += SLICE) {
      const count = Math.min(SLICE, images.count - first);
      probabilities.set(network.predict(images, first, count), first * classes);
      await nextTurn();
      signal.throwIfAborted();
    }
    return new TestAnswers(probabilities, classes);
  }

  predicted(image: number): number {
    return predictedClass(this.probabilities, image, this.classes);
  }

  /** (classes) */
  row(image: number): number[] {
    const first = image * this.classes;
    return probabilitiesOf(this.probabilities.subarray(first, first + this.classes));
  }
}

/** Probabilities for people. A network that has diverged answers with no numbers: nothing is probable. */
export function probabilitiesOf(values: Float32Array): number[] {
  return Array.from(values, (value) => (Number.isNaN(value) ? 0 : value));
}
