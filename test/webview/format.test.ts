import { afterEach, describe, expect, test, vi } from 'vitest';
import { useLocale } from '#shared/format';
import {
  formatCell,
  formatChange,
  formatPercent,
  formatPoints,
  formatRatio,
  formatResponse,
  formatShare,
  formatShareInCell,
  formatShareOfHundred,
  formatShortLoss,
  formatSigned,
  formatTick,
  formatTickPercent,
  formatTimes,
  formatWeight,
} from '../../webview/format';

afterEach(() => {
  vi.unstubAllGlobals();
  useLocale('en');
});

describe('figures', () => {
  test('write shares under a heading that says percent', () => {
    expect(formatShareOfHundred(0.984)).toBe('98');
  });

  test('write weights with their sign, however small they are', () => {
    expect(formatSigned(0.414)).toBe('+0.41');
    expect(formatSigned(-0.414)).toBe('−0.41');
    expect(formatSigned(-0.00321)).toBe('−0.0032');
    expect(formatSigned(0)).toBe('0');
    expect([NaN, Infinity].map(formatSigned)).toEqual(['–', '–']);
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
  test('writes what charts and matrices show, too', () => {
    useLocale('de');
    expect(formatTimes(6.7)).toBe('6,7');
    expect(formatWeight(0.9)).toBe('0,90');
    expect(formatRatio(0.998)).toBe('0,998');
    expect(formatTick(0.05)).toBe('0,05');
    expect(formatTickPercent(0.985)).toBe('98,5\u00a0%');
    expect(formatPoints(0.032)).toBe('+3,2');
    expect(formatSigned(-0.0032)).toBe('−0,0032');
    expect(formatResponse(0.93)).toBe('0,93');
    expect(formatShortLoss(2.264)).toBe('2,26');
    expect(formatCell(1028)).toBe('1028');
  });
});

test('the panel takes the language of its page, whatever the browser speaks', async () => {
  vi.stubGlobal('document', { documentElement: { lang: 'de' }, querySelector: () => null });
  vi.stubGlobal('navigator', { language: 'fr-FR' });
  await import('../../webview/l10n');
  expect(formatPercent(0.8709)).toBe('87,09\u00a0%');
});

test('large values on an axis are whole, small ones have three digits', () => {
  expect([3043, 12_345, 2.3456, 0.012345].map(formatTick)).toEqual([
    '3,043',
    '12,345',
    '2.35',
    '0.0123',
  ]);
});
