const whole = new Intl.NumberFormat('en');

export function formatCount(count: number): string {
  return whole.format(count);
}

/** As many digits as tell losses apart, however small they get. */
export function formatLoss(loss: number): string {
  return Number.isFinite(loss) ? loss.toFixed(loss < 0.1 ? 5 : 4) : String(loss);
}

export function formatPercent(share: number, digits = 2): string {
  return `${(share * 100).toFixed(digits)} %`;
}

export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const rounded = Math.round(seconds);
  return `${Math.floor(rounded / 60)} min ${rounded % 60} s`;
}
