const whole = new Intl.NumberFormat('en');

export function formatCount(count: number): string {
  return whole.format(count);
}

/** `1 batch`, `58 batches`. @param several the word for more or less than one */
export function formatCounted(count: number, one: string, several = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : several}`;
}

/** As many digits as tell losses apart, however small they get. */
export function formatLoss(loss: number): string {
  return Number.isFinite(loss) ? loss.toFixed(loss < 0.1 ? 5 : 4) : String(loss);
}

/** A dash for a share of nothing. */
export function formatPercent(share: number | null, digits = 2): string {
  return share === null ? '–' : `${(share * 100).toFixed(digits)} %`;
}

export function formatSeconds(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const rounded = Math.round(seconds);
  return `${Math.floor(rounded / 60)} min ${rounded % 60} s`;
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
