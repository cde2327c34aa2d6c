import type { Value } from './curves';
import { isNumber } from './thin-out';

/** Neighbouring batch losses taken together: one batch says little. */
export interface Block {
  readonly mean: number;
  /** How far the mean may be off by chance. */
  readonly error: number;
}

/** So many batches are enough for a mean, and few enough to see an epoch move. */
export function blockSize(batchesPerEpoch: number): number {
  return Math.max(10, Math.min(200, Math.floor(batchesPerEpoch / 4)));
}

/** Means of every `size` values, from the first on; what is left over at the end waits for the rest. */
export function blocksOf(values: readonly Value[], size: number): Block[] {
  return Array.from({ length: Math.floor(values.length / size) }, (_, i) =>
    blockAt(values, i * size, (i + 1) * size),
  );
}

/** The values from `start` up to but not including `end`; NaN if any of them is no number. */
export function blockAt(values: readonly Value[], start: number, end: number): Block {
  let sum = 0;
  let squares = 0;
  for (let i = start; i < end; i++) {
    const value = values[i];
    const loss = isNumber(value) ? value : NaN;
    sum += loss;
    squares += loss * loss;
  }
  const count = end - start;
  const mean = sum / count;
  return { mean, error: Math.sqrt(Math.max(0, squares / count - mean * mean) / count) };
}
