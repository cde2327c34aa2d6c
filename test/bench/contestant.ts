/** Somebody who trains the notebook's networks on batches of 1024 drawn from MNIST. */
export interface Contestant {
  readonly name: string;
  readonly threads: number;
  /** Needs a minute or more for one batch of a convolutional network. */
  readonly slow: boolean;
  /**
   * Seconds that so many training steps took, drawing and gathering the batches included.
   * Rejects with a reason in words when it cannot train this network.
   */
  measure(network: string, batches: number): Promise<number>;
  /** What the whole notebook asks for, from those who can. */
  readonly whole?: WholeNotebook;
  dispose(): Promise<void>;
}

/** The notebook beyond single networks. */
export interface WholeNotebook {
  /** Seconds that so many steps of all three networks took, each step on one batch for all of them. */
  lockstep(batches: number): Promise<number>;
  /** Seconds that the softmax probabilities of the 10,000 test images took, made so many times. */
  evaluate(network: string, times: number): Promise<number>;
}

/** A contestant that did not come, and why. */
export interface Missing {
  readonly name: string;
  readonly threads: number;
  readonly reason: string;
}

export const BATCH_SIZE = 1024;
export const BATCHES_PER_EPOCH = 58;
