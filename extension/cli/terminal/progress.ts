import { decimals, formatCount } from '#shared/format';
import { progressOf } from '#shared/progress';
import type { BatchEvent } from '#shared/protocol/events';
import type { RunState } from '#shared/run-state';
import { columnsOf, cut } from './columns';
import { formatDuration } from './format';

const formatBriefLoss = decimals(3);

const SHORTEST_BAR = 5;
const LONGEST_BAR = 24;

/** One line about how far a run is: bar, losses, images per second, time left. */
export function progressLine(
  state: RunState,
  newest: Pick<BatchEvent, 'losses'>,
  columns: number,
): string {
  const progress = progressOf(state);
  if (progress === null) return '';
  const { epoch, epochs, done, total, imagesPerSecond, left } = progress;
  const losses = Object.entries(newest.losses).map(
    ([id, loss]) => `${id} ${formatBriefLoss(loss)}`,
  );
  const words = [`epoch ${epoch}/${epochs}`, losses.join(' ')];
  if (imagesPerSecond > 0) {
    words.push(`${formatCount(imagesPerSecond)} img/s`, `${formatDuration(left)} left`);
  }
  const text = words.join('  ');
  // A line that wraps could not be drawn over, so the bar takes what the words leave.
  const room = columns - 1 - columnsOf(text) - 2;
  const length = Math.min(LONGEST_BAR, Math.max(SHORTEST_BAR, room));
  const filled = Math.round((done / total) * length);
  const bar = '█'.repeat(filled) + '░'.repeat(length - filled);
  return cut(`${bar}  ${text}`, columns - 1);
}
