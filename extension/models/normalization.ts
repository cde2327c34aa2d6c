import type { Normalization } from '../engine/plan';

/** What a byte of an image may count as. */
export const normalizations = ['centered', 'unit', 'standard'] as const;
export type NormalizationName = (typeof normalizations)[number];

/** What a network that says nothing takes, as the notebook has it. */
export const usualNormalization: NormalizationName = 'centered';

/** Mean and standard deviation of each channel, in bytes. */
export interface ChannelStatistics {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/**
 * By channel: `centered` is byte / 256 - ½, `unit` byte / 255, and `standard` brings the mean of the training images to
 * 0 and their deviation to 1; a channel that is the same everywhere is 0.
 * @param statistics of the training images; where they are not known, only shapes are asked for
 */
export function planNormalization(
  name: NormalizationName,
  channels: number,
  statistics: (() => ChannelStatistics) | undefined,
): Normalization {
  const all = (mean: number, deviation: number): Normalization => ({
    mean: new Array<number>(channels).fill(mean),
    deviation: new Array<number>(channels).fill(deviation),
  });
  if (name === 'unit') return all(0, 255);
  if (name === 'centered' || statistics === undefined) return all(128, 256);
  const { mean, deviation } = statistics();
  return {
    mean,
    deviation: deviation.map((value) => (value === 0 ? 1 : value)),
  };
}
