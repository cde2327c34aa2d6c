/**
 * Numbers, times and lists as people read them: in one place, so that a figure reads the same in panel, list, status
 * bar and report. Whoever tells `t` the person's words tells this room their language; until then it is English, as
 * the terminal stays.
 */
import { t } from '@vscode/l10n';

let locale = 'en';

/** @param name of the editor's language; one that `Intl` does not know would be an error wherever a number is written */
export function useLocale(name: string): void {
  try {
    locale = Intl.getCanonicalLocales(name)[0] ?? 'en';
  } catch {
    locale = 'en';
  }
}

/** One of `Intl`'s formats in the language of now, made when it is first needed. */
function localized<F>(make: (locale: string) => F): () => F {
  let made: { readonly locale: string; readonly format: F } | null = null;
  return () => {
    if (made?.locale !== locale) made = { locale, format: make(locale) };
    return made.format;
  };
}

export function numberFormat(options: Intl.NumberFormatOptions): (value: number) => string {
  const format = localized((locale) => new Intl.NumberFormat(locale, options));
  return (value) => format().format(value);
}

/** With so many digits after the point, no more and no fewer. */
export function decimals(
  count: number,
  options: Intl.NumberFormatOptions = {},
): (value: number) => string {
  return numberFormat({ ...options, minimumFractionDigits: count, maximumFractionDigits: count });
}

/** A dash for what there is none of, and for what is no number. */
export function orDash(
  format: (value: number) => string,
): (value: number | null | undefined) => string {
  return (value) => (typeof value === 'number' && Number.isFinite(value) ? format(value) : '–');
}

const loss = decimals(4);
const smallLoss = decimals(5);
const listFormat = localized((locale) => new Intl.ListFormat(locale));
const timeFormat = localized(
  (locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }),
);
const agoFormat = localized(
  (locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' }),
);

/** `135,160` */
export const formatCount = numberFormat({ maximumFractionDigits: 0 });
/** One decimal: `6.7` */
export const formatTenths = decimals(1);
/** A share as a result: `98.36%` */
export const formatPercent = orDash(decimals(2, { style: 'percent' }));
/** `98.4%`: in a sentence, where the second decimal says nothing. */
export const formatShare = orDash(decimals(1, { style: 'percent' }));
/** `98%` */
export const formatWholePercent = orDash(numberFormat({ style: 'percent' }));
/** How much of a run is done, in whole percent: `12%`. */
export const formatDone = (percent: number): string => formatWholePercent(percent / 100);
/** As many digits as tell losses apart, however small they get. */
export const formatLoss = orDash((value) => (Math.abs(value) < 0.1 ? smallLoss : loss)(value));
/** `mlp, cnn, and cnn-big` */
export const formatList = (names: readonly string[]): string => listFormat().format(names);

/** `8.2 s`, `1 min 5 s`, `2 h 10 min` */
export function formatSeconds(seconds: number): string {
  if (seconds < 59.95) return t('{0} s', formatTenths(seconds));
  const rounded = Math.round(seconds);
  const minutes = Math.floor(rounded / 60);
  if (minutes < 60) return t('{0} min {1} s', minutes, rounded % 60);
  return t('{0} h {1} min', formatCount(Math.floor(minutes / 60)), minutes % 60);
}

/** A day and a time of it. @param time milliseconds since the Unix epoch */
export const formatTime = (time: number): string => timeFormat().format(time);

const units = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** How long ago a time was, in the largest unit that is full: `5 min. ago`. */
export function formatAgo(then: number, now: number): string {
  const seconds = Math.max(0, (now - then) / 1000);
  const [unit, length] = units.find(([, size]) => seconds >= size) ?? units.at(-1)!;
  return agoFormat().format(-Math.floor(seconds / length), unit);
}

const hundredths = decimals(2);
const thousandths = decimals(3);

const sizes = (['kilobyte', 'megabyte', 'gigabyte'] as const).map((unit) =>
  numberFormat({
    style: 'unit',
    unit,
    maximumSignificantDigits: 3,
    roundingPriority: 'lessPrecision',
    maximumFractionDigits: 1,
  }),
);

/** What files take: `96 kB`, `12.3 MB`, `1.2 GB` */
export function formatSize(bytes: number): string {
  const exponent = bytes < 999_500 ? 1 : bytes < 999_500_000 ? 2 : 3;
  return sizes[exponent - 1]!(bytes / 1000 ** exponent);
}

/** An amount of memory: `1.25 GiB` */
export function formatMemory(bytes: number): string {
  const value = bytes / 2 ** 30;
  return t('{0} GiB', (value < 0.1 ? thousandths : hundredths)(value));
}

/** An amount of address space: `2.2 GB` */
export const formatAddressSpace = (bytes: number): string => t('{0} GB', formatTenths(bytes / 1e9));
