import { describe, expect, test } from 'vitest';
import {
  formatLoss,
  formatResponse,
  formatSeconds,
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
});
