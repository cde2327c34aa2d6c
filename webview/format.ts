const language = typeof document === 'undefined' ? 'en' : document.documentElement.lang || 'en';

const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
const percent = new Intl.NumberFormat(language, {
  style: 'percent',
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});
const wholePercent = new Intl.NumberFormat(language, { style: 'percent' });
const loss = new Intl.NumberFormat(language, {
  minimumFractionDigits: 4,
  maximumFractionDigits: 4,
});
const smallLoss = new Intl.NumberFormat(language, {
  minimumFractionDigits: 5,
  maximumFractionDigits: 5,
});
const tenths = new Intl.NumberFormat(language, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const ratio = new Intl.NumberFormat(language, { maximumFractionDigits: 3 });

export const formatCount = (value: number): string => whole.format(value);
export const formatPercent = (share: number): string => percent.format(share);
export const formatWholePercent = (share: number): string => wholePercent.format(share);
/** 0.984 as `98`, under a heading that says percent. */
export const formatShareOfHundred = (share: number): string => whole.format(share * 100);
export const formatRatio = (value: number): string => ratio.format(value);

/** As many digits as tell losses apart, however small they get. */
export function formatLoss(value: number): string {
  return (Math.abs(value) < 0.1 ? smallLoss : loss).format(value);
}

/** `8.2 s`, `1 min 5 s` */
export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${tenths.format(seconds)} s`;
  const rounded = Math.round(seconds);
  return `${whole.format(Math.floor(rounded / 60))} min ${rounded % 60} s`;
}
