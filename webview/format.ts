import { formatPercentDone } from '#shared/progress';

/** The editor's language, which the host gives to the page: for words and numbers alike, as in its lists. */
export const locale = typeof document === 'undefined' ? 'en' : known(document.documentElement.lang);

/** A language that `Intl` does not know would be an error wherever a number is written. */
function known(name: string): string {
  try {
    return Intl.getCanonicalLocales(name)[0] ?? 'en';
  } catch {
    return 'en';
  }
}

const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const percent = new Intl.NumberFormat(locale, {
  style: 'percent',
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});
const share = new Intl.NumberFormat(locale, {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const wholePercent = new Intl.NumberFormat(locale, { style: 'percent' });
const loss = new Intl.NumberFormat(locale, {
  minimumFractionDigits: 4,
  maximumFractionDigits: 4,
});
const smallLoss = new Intl.NumberFormat(locale, {
  minimumFractionDigits: 5,
  maximumFractionDigits: 5,
});
const tenths = new Intl.NumberFormat(locale, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const tickPercent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
const weight = new Intl.NumberFormat(locale, {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});
const list = new Intl.ListFormat(locale);
/** Three digits, or as many as a whole number has. */
const tick = new Intl.NumberFormat(locale, {
  maximumSignificantDigits: 3,
  maximumFractionDigits: 0,
  roundingPriority: 'morePrecision',
});
const cell = new Intl.NumberFormat(locale, { maximumFractionDigits: 0, useGrouping: false });
const change = new Intl.NumberFormat(locale, {
  maximumFractionDigits: 0,
  useGrouping: false,
  signDisplay: 'always',
});
const points = new Intl.NumberFormat(locale, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  signDisplay: 'always',
});
const ratio = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 });

/** A dash for what there is none of. */
const orDash =
  (format: (value: number) => string) =>
  (value: number | null): string =>
    value === null ? '–' : format(value);

export const formatCount = (value: number): string => whole.format(value);
export const formatPercent = orDash((share) => percent.format(share));
/** `98.4%`: in a sentence, where the second decimal says nothing. */
export const formatShare = orDash((value) => share.format(value));
/** How much of a run is done. */
export const formatDone = (percent: number): string => formatPercentDone(percent, locale);
export const formatWholePercent = (share: number): string => wholePercent.format(share);
/** 0.984 as `98`, under a heading that says percent. */
export const formatShareOfHundred = orDash((share) => whole.format(share * 100));
/** One decimal: `6.7` times. */
export const formatTimes = (value: number): string => tenths.format(value);
/** Two decimals: `0.90`. */
export const formatWeight = (value: number): string => weight.format(value);
/** `mlp, cnn, and cnn-big` */
export const formatList = (names: readonly string[]): string => list.format(names);
/** A count where there is room for a few characters. */
export const formatCell = (count: number): string => cell.format(count);
/** `+12`, `−251`, `0`, in as little room; what rounds to nothing keeps its sign. */
export const formatChange = orDash((value) => signed(value, change));
/** Percentage points: 0.032 as `+3.2`. */
export const formatPoints = orDash((share) => signed(share * 100, points));

function signed(value: number, format: Intl.NumberFormat): string {
  if (value === 0) return cell.format(0);
  // The hyphen of a computer becomes the minus of print.
  return format.format(value).replace('-', '−');
}

/** A share in whole percent, without the sign; what is neither nothing nor all never looks like it. */
export const formatShareInCell = orDash((share) => {
  if (share > 0 && share < 0.005) return '<1';
  if (share >= 0.995 && share < 1) return '>99';
  return cell.format(share * 100);
});

export const formatRatio = (value: number): string => ratio.format(value);

/** As many digits as tell losses apart, however small they get; a dash for one that is no number. */
export function formatLoss(value: number | null | undefined): string {
  // On its way through JSON a loss of NaN becomes null, whatever the types say.
  if (typeof value !== 'number' || !Number.isFinite(value)) return '–';
  return (Math.abs(value) < 0.1 ? smallLoss : loss).format(value);
}

/** Three digits: enough for a sentence. */
export const formatShortLoss = (value: number): string => tick.format(value);
/** A mark on an axis. */
export const formatTick = (value: number): string => tick.format(value);
export const formatTickPercent = (value: number): string => tickPercent.format(value);

/** `8.2 s`, `1 min 5 s`, `2 h 10 min` */
export function formatSeconds(seconds: number): string {
  if (seconds < 59.95) return `${tenths.format(seconds)} s`;
  const rounded = Math.round(seconds);
  if (rounded < 3600) return `${Math.floor(rounded / 60)} min ${rounded % 60} s`;
  return `${whole.format(Math.floor(rounded / 3600))} h ${Math.floor((rounded % 3600) / 60)} min`;
}

const signedWeight = new Intl.NumberFormat(locale, {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
  signDisplay: 'exceptZero',
});
const smallSignedWeight = new Intl.NumberFormat(locale, {
  maximumSignificantDigits: 2,
  signDisplay: 'exceptZero',
});
const response = new Intl.NumberFormat(locale, {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});
const smallResponse = new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 });

/** A weight: `+0.41`, `−0.0032`; a dash for one that is no number. */
export function formatSigned(value: number | null): string {
  // On its way through JSON a NaN becomes null.
  if (value === null || !Number.isFinite(value)) return '–';
  const text = (Math.abs(value) < 0.1 ? smallSignedWeight : signedWeight).format(value);
  // The hyphen of a computer becomes the minus of print.
  return text.replace('-', '−');
}

/** What a filter puts out, which knows no unit: `0.93`, `0.0031` */
export function formatResponse(value: number): string {
  const small = value !== 0 && Math.abs(value) < 0.1;
  return (small ? smallResponse : response).format(value).replace('-', '−');
}
