import { describe, expect, test } from 'vitest';
import { formatLoss, formatSeconds, formatShareOfHundred } from '../../webview/format';

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
});
