import { afterEach, describe, expect, test } from 'vitest';
import {
  formatAddressSpace,
  formatAgo,
  formatCount,
  formatDone,
  formatList,
  formatLoss,
  formatMemory,
  formatPercent,
  formatSeconds,
  formatShare,
  formatSize,
  formatTenths,
  formatTime,
  formatWholePercent,
  useLocale,
} from '#shared/format';

afterEach(() => {
  useLocale('en');
});

describe('figures', () => {
  test.each([
    [0, '0.0 s'],
    [8.24, '8.2 s'],
    [59.94, '59.9 s'],
    [59.96, '1 min 0 s'],
    [119.6, '2 min 0 s'],
    [3599.7, '1 h 0 min'],
    [7805, '2 h 10 min'],
  ])('write %d seconds as a person says them', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });

  test('keep small losses apart, and show a dash for one that is no number', () => {
    expect(formatLoss(2.13604)).toBe('2.1360');
    expect(formatLoss(0.019449)).toBe('0.01945');
    expect([NaN, Infinity, null, undefined].map(formatLoss)).toEqual(['–', '–', '–', '–']);
  });
});

describe('a time that is past', () => {
  const then = 1_700_000_000_000;

  test.each([
    [0, 'now'],
    [59, '59 sec. ago'],
    [61, '1 min. ago'],
    [2 * 3600 - 1, '1 hr. ago'],
    [86_400, 'yesterday'],
    [8 * 86_400, 'last wk.'],
    [400 * 86_400, 'last yr.'],
    // Clocks differ and are set.
    [-5, 'now'],
  ])('%d seconds ago is told in the largest unit that is full: %s', (seconds, expected) => {
    expect(formatAgo(then, then + seconds * 1000)).toBe(expected);
  });
});

test('amounts of memory that are small have a digit more', () => {
  expect([5, 0.5, 0.05].map((value) => formatMemory(value * 2 ** 30))).toEqual([
    '5.00 GiB',
    '0.50 GiB',
    '0.050 GiB',
  ]);
});

test('what files take is told in the largest unit that it fills, in no more digits than say something', () => {
  const sizes = [0, 400, 96_100, 999_499, 999_500, 1_234_000, 123_400_000, 999_500_000, 1.25e10];
  expect(sizes.map(formatSize)).toEqual([
    ...['0 kB', '0.4 kB', '96.1 kB', '999 kB', '1 MB', '1.2 MB', '123 MB', '1 GB', '12.5 GB'],
  ]);
});

describe('the language', () => {
  test('is that of every number, and of the words of lists, dates and units around it', () => {
    useLocale('de');
    expect(formatCount(135_160)).toBe('135.160');
    expect(formatTenths(6.74)).toBe('6,7');
    expect(formatPercent(0.8709)).toBe('87,09\u00a0%');
    expect(formatShare(0.8709)).toBe('87,1\u00a0%');
    expect(formatWholePercent(0.12)).toBe('12\u00a0%');
    expect(formatDone(12)).toBe('12\u00a0%');
    expect(formatLoss(2.13604)).toBe('2,1360');
    expect(formatLoss(0.019449)).toBe('0,01945');
    expect(formatSeconds(8.24)).toBe('8,2 s');
    expect(formatSeconds(4_000_000)).toBe('1.111 h 6 min');
    expect(formatList(['a', 'b', 'c'])).toBe('a, b und c');
    expect(formatAgo(0, 300_000)).toBe('vor 5 Min.');
    expect(formatTime(Date.UTC(2025, 4, 9, 12))).toMatch(/^0?9\.05\.2025, \d\d:00$/);
    expect(formatMemory(1.25 * 2 ** 30)).toBe('1,25 GiB');
    expect(formatAddressSpace(2.2e9)).toBe('2,2 GB');
    expect(formatSize(2.2e9)).toBe('2,2\u00a0GB');
  });

  test('may change, and what was written before is no hindrance', () => {
    expect(formatPercent(0.5)).toBe('50.00%');
    useLocale('ar-EG');
    expect(formatDone(12)).toBe('\u0661\u0662\u066a\u061c');
    useLocale('en');
    expect(formatPercent(0.5)).toBe('50.00%');
  });

  test.each(['', 'C', 'en-US@posix'])('that is none, "%s", is English', (name) => {
    useLocale('de');
    useLocale(name);
    expect(formatPercent(0.8709)).toBe('87.09%');
  });
});
