import { describe, expect, test } from 'vitest';
import {
  formatChange,
  formatLoss,
  formatPoints,
  formatResponse,
  formatSeconds,
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
