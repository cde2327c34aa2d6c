import type { BatchEvent, RunEvent } from '../../protocol/events';
import { formatCount, formatLoss, formatSeconds } from './format';

const BAR = 16;

/** One line about how far a run is: bar, losses, images per second, time left. */
export function progressLine(run: RunEvent, event: BatchEvent, columns: number): string {
  const { batchesPerEpoch, epochs, batchSize } = run.config;
  const done = (event.epoch - 1) * batchesPerEpoch + event.batch;
  const total = epochs * batchesPerEpoch;
  const share = done / total;
  const filled = Math.round(share * BAR);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR - filled);
  const speed = event.elapsed > 0 ? (done * batchSize) / event.elapsed : 0;
  const left = formatSeconds((event.elapsed / done) * (total - done));
  const losses = Object.entries(event.losses)
    .map(([id, loss]) => `${id} ${formatLoss(loss)}`)
    .join('  ');
  const line = [
    `${bar} epoch ${event.epoch}/${epochs}`,
    losses,
    `${formatCount(Math.round(speed))}/s`,
    `${left} left`,
  ].join('  ');
  // A line that wraps could not be drawn over.
  return line.slice(0, columns - 1);
}
