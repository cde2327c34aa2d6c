import type { BatchEvent, RunEvent } from '#shared/protocol/events';
import { columnsOf, cut } from './columns';
import { formatCount, formatDuration } from './format';

const SHORTEST_BAR = 5;
const LONGEST_BAR = 24;

/** One line about how far a run is: bar, losses, images per second, time left. */
export function progressLine(run: RunEvent, event: BatchEvent, columns: number): string {
  const { batchesPerEpoch, epochs, batchSize } = run.config;
  const done = (event.epoch - 1) * batchesPerEpoch + event.batch;
  const total = epochs * batchesPerEpoch;
  const losses = Object.entries(event.losses).map(([id, loss]) => `${id} ${loss.toFixed(3)}`);
  const words = [`epoch ${event.epoch}/${epochs}`, losses.join(' ')];
  if (event.elapsed > 0) {
    const speed = formatCount(Math.round((done * batchSize) / event.elapsed));
    const left = formatDuration((event.elapsed / done) * (total - done));
    words.push(`${speed} img/s`, `${left} left`);
  }
  const text = words.join('  ');
  // A line that wraps could not be drawn over, so the bar takes what the words leave.
  const room = columns - 1 - columnsOf(text) - 2;
  const length = Math.min(LONGEST_BAR, Math.max(SHORTEST_BAR, room));
  const filled = Math.round((done / total) * length);
  const bar = '█'.repeat(filled) + '░'.repeat(length - filled);
  return cut(`${bar}  ${text}`, columns - 1);
}
