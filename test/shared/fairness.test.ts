import { describe, expect, test } from 'vitest';
import { fairnessSentence } from '#shared/fairness';

const sentence = (totals: readonly [number, number]): string =>
  fairnessSentence({ models: ['a', 'b'], totals, ratio: totals[0] / totals[1] });

describe('what two totals say about a comparison', () => {
  test('names both, how far apart they are, and that share of the larger', () => {
    expect(sentence([135_160, 135_410])).toContain(
      'a has 135,160 parameters and b 135,410, a difference of 250 (0.2%)',
    );
    expect(sentence([1000, 400])).toContain(
      'a has 1,000 parameters and b 400, a difference of 600 (60.0%)',
    );
    expect(sentence([400, 1000])).toContain('a difference of 600 (60.0%)');
  });

  test('is fair up to a gap of a twentieth of the larger', () => {
    expect(sentence([950, 1000])).toContain('makes the comparison fair');
    expect(sentence([1000, 950])).toContain('makes the comparison fair');
    expect(sentence([949, 1000])).toContain('the larger one can fit more');
    expect(sentence([1000, 949])).toContain('the larger one can fit more');
  });
});
