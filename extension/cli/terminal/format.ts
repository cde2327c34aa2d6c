/** What only the terminal writes; what all faces write is in #shared/format, whose English it keeps. */
import { formatCount, formatLoss } from '#shared/format';

/** `1 batch`, `58 batches`. @param several the word for more or less than one */
export function formatCounted(count: number, one: string, several = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : several}`;
}

/** A loss in a table of losses, where one that is no number says which. */
export function formatAnyLoss(loss: number): string {
  return Number.isFinite(loss) ? formatLoss(loss) : String(loss);
}

/** Minutes and seconds as a clock has them, `1:07`, or with hours, `1:02:07`. */
export function formatDuration(seconds: number): string {
  const rounded = Math.ceil(seconds);
  const hours = Math.floor(rounded / 3600);
  const minutes = Math.floor(rounded / 60) % 60;
  const rest = (rounded % 60).toString().padStart(2, '0');
  return hours === 0
    ? `${minutes}:${rest}`
    : `${hours}:${minutes.toString().padStart(2, '0')}:${rest}`;
}
