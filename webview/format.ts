/** The panel's figures: those that it shares with lists and reports, and those of charts and matrices. */
import { decimals, formatCount, formatTenths, numberFormat, orDash } from '#shared/format';

export * from '#shared/format';

const cell = numberFormat({ maximumFractionDigits: 0, useGrouping: false });
const change = numberFormat({
  maximumFractionDigits: 0,
  useGrouping: false,
  signDisplay: 'always',
});
const points = decimals(1, { signDisplay: 'always' });
/** Three digits, or as many as a whole number has. */
const tick = numberFormat({
  maximumSignificantDigits: 3,
  maximumFractionDigits: 0,
  roundingPriority: 'morePrecision',
});

/** The hyphen of a computer becomes the minus of print. */
const inPrint = (text: string): string => text.replace('-', '−');
/** What rounds to nothing keeps its sign; nothing has none. */
const signed = (value: number, format: (value: number) => string): string =>
  value === 0 ? cell(0) : inPrint(format(value));

/** 0.984 as `98`, under a heading that says percent. */
export const formatShareOfHundred = orDash((share) => formatCount(share * 100));
/** `6.7` times */
export const formatTimes = formatTenths;
/** Two decimals: `0.90`. */
export const formatWeight = decimals(2);
/** A count where there is room for a few characters. */
export const formatCell = cell;
/** `+12`, `−251`, `0`, in as little room. */
export const formatChange = orDash((value) => signed(value, change));
/** Percentage points: 0.032 as `+3.2`. */
export const formatPoints = orDash((share) => signed(share * 100, points));

/** A share in whole percent, without the sign; what is neither nothing nor all never looks like it. */
export const formatShareInCell = orDash((share) => {
  if (share > 0 && share < 0.005) return '<1';
  if (share >= 0.995 && share < 1) return '>99';
  return cell(share * 100);
});

export const formatRatio = numberFormat({ maximumFractionDigits: 3 });
/** Three digits: enough for a sentence. */
export const formatShortLoss = tick;
/** A mark on an axis. */
export const formatTick = tick;
export const formatTickPercent = numberFormat({ style: 'percent', maximumFractionDigits: 1 });

const signedWeight = decimals(2, { signDisplay: 'exceptZero' });
const smallSignedWeight = numberFormat({ maximumSignificantDigits: 2, signDisplay: 'exceptZero' });
const smallResponse = numberFormat({ maximumSignificantDigits: 2 });

/** A weight: `+0.41`, `−0.0032`. */
export const formatSigned = orDash((value) =>
  inPrint((Math.abs(value) < 0.1 ? smallSignedWeight : signedWeight)(value)),
);

/** What a filter puts out, which knows no unit: `0.93`, `0.0031` */
export function formatResponse(value: number): string {
  const small = value !== 0 && Math.abs(value) < 0.1;
  return inPrint((small ? smallResponse : formatWeight)(value));
}
