import type { SavedEvent, SavedWeights } from '#shared/protocol/events';
import { formatLoss, formatPercent } from '#shared/format';
import { table } from './table';

/** Which weights each file holds. */
export function savedTable({ folder, files }: SavedEvent, batchesPerEpoch: number): string[] {
  const rows = files.map((saved) => [`  ${saved.file}`, describe(saved, batchesPerEpoch)]);
  return [`Weights saved in ${folder}:`, ...table(rows, ['left', 'left'])];
}

function describe(saved: SavedWeights, batchesPerEpoch: number): string {
  const { weights, epoch, batch, monitor, value, part = 'test' } = saved;
  if (epoch === 0) return 'as they were, untrained';
  const moment = batch < batchesPerEpoch ? `epoch ${epoch}, batch ${batch}` : `epoch ${epoch}`;
  if (monitor === undefined || value === undefined) return `${weights}: ${moment}`;
  const result = monitor === 'loss' ? formatLoss(value) : formatPercent(value);
  return `${weights}: ${moment}, ${part} ${monitor} ${result}`;
}
