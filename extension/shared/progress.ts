import type { RunSettings } from './protocol/events';

/** How much of a run so many batches are, in whole percent: 100 at its very end and not before. */
export function percentDone(
  { epochs, batchesPerEpoch }: Pick<RunSettings, 'epochs' | 'batchesPerEpoch'>,
  batches: number,
): number {
  return Math.floor((100 * batches) / (epochs * batchesPerEpoch));
}

/** Whole percent as the status bar and the panel write it in a language: `12%`, `12 %`. */
export function formatPercentDone(percent: number, language: string): string {
  return new Intl.NumberFormat(language, { style: 'percent' }).format(percent / 100);
}
