import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  formatChange,
  formatLoss,
  formatPercent,
  formatPoints,
  formatResponse,
  formatSeconds,
  formatShare,
  formatShareInCell,
  formatShareOfHundred,
  formatSigned,
} from '../../webview/format';

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

  test('write shares under a heading that says percent', () => {
    expect(formatShareOfHundred(0.984)).toBe('98');
  });

  test('write weights with their sign, however small they are', () => {
    expect(formatSigned(0.414)).toBe('+0.41');
    expect(formatSigned(-0.414)).toBe('−0.41');
    expect(formatSigned(-0.00321)).toBe('−0.0032');
    expect(formatSigned(0)).toBe('0');
    expect([NaN, Infinity, null].map(formatSigned)).toEqual(['–', '–', '–']);
  });

  test('write responses without a sign where they need none', () => {
    expect(formatResponse(0.931)).toBe('0.93');
    expect(formatResponse(0.00321)).toBe('0.0032');
    expect(formatResponse(0)).toBe('0.00');
    expect(formatResponse(-0.5)).toBe('−0.50');
  });

  test('never round a share in a cell to nothing or to all', () => {
    expect([0, 0.0001, 0.0049, 0.005, 0.42, 0.994, 0.9951, 1].map(formatShareInCell)).toEqual([
      '0',
      '<1',
      '<1',
      '1',
      '42',
      '99',
      '>99',
      '100',
    ]);
  });

  test('print the sign of every change', () => {
    expect([-1251, 0, 12].map(formatChange)).toEqual(['−1251', '0', '+12']);
    expect([-0.3, 0.3].map(formatChange)).toEqual(['−0', '+0']);
    expect([-0.032, 0.251].map(formatPoints)).toEqual(['−3.2', '+25.1']);
  });
});

describe('what there is none of', () => {
  test.each([formatPercent, formatShare, formatShareOfHundred, formatShareInCell, formatPoints])(
    'is a dash, and 0 is not',
    (format) => {
      expect(format(null)).toBe('–');
      expect(format(0)).toMatch(/^0/);
    },
  );
});

describe('the editor’s language', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  /** The module as it is in a page of that language, in a browser that speaks another. */
  async function formatIn(lang: string) {
    vi.resetModules();
    vi.stubGlobal('document', { documentElement: { lang } });
    vi.stubGlobal('navigator', { language: 'fr-FR' });
    return import('../../webview/format');
  }

  test('writes every number, and the words of lists and units around it', async () => {
    const format = await formatIn('de');
    expect(format.locale).toBe('de');
    expect(format.formatPercent(0.8709)).toBe('87,09\u00a0%');
    expect(format.formatShare(0.8709)).toBe('87,1\u00a0%');
    expect(format.formatDone(12)).toBe('12\u00a0%');
    expect(format.formatLoss(2.13604)).toBe('2,1360');
    expect(format.formatLoss(0.019449)).toBe('0,01945');
    expect(format.formatCount(135_160)).toBe('135.160');
    expect(format.formatSeconds(8.24)).toBe('8,2 s');
    expect(format.formatTimes(6.7)).toBe('6,7');
    expect(format.formatWeight(0.9)).toBe('0,90');
    expect(format.formatRatio(0.998)).toBe('0,998');
    expect(format.formatTick(0.05)).toBe('0,05');
    expect(format.formatTickPercent(0.985)).toBe('98,5\u00a0%');
    expect(format.formatPoints(0.032)).toBe('+3,2');
    expect(format.formatSigned(-0.0032)).toBe('−0,0032');
    expect(format.formatResponse(0.93)).toBe('0,93');
    expect(format.formatShortLoss(2.264)).toBe('2,26');
    expect(format.formatList(['a', 'b', 'c'])).toBe('a, b und c');
  });

  test.each(['', 'C', 'en-US@posix'])('that is none, "%s", is English', async (lang) => {
    const format = await formatIn(lang);
    expect(format.formatPercent(0.8709)).toBe('87.09%');
  });

  test('writes large values on an axis whole, and small ones with three digits', async () => {
    const { formatTick } = await formatIn('en');
    expect([3043, 12_345, 2.3456, 0.012345].map(formatTick)).toEqual([
      '3,043',
      '12,345',
      '2.35',
      '0.0123',
    ]);
  });
});
