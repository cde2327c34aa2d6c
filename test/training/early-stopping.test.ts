import { describe, expect, it } from 'vitest';
import { Patience } from '../../extension/training/early-stopping';

/** After which epoch a run with these results ends; null if it does not. */
function end(
  monitor: 'loss' | 'accuracy',
  patience: number,
  values: readonly Record<string, number>[],
): number | null {
  const rule = new Patience({ monitor, patience });
  const index = values.findIndex((value) => rule.exhaustedBy({ losses: value, accuracies: value }));
  return index === -1 ? null : index + 1;
}

const of = (...values: number[]): Record<string, number>[] => values.map((a) => ({ a }));

describe('a run stops early', () => {
  it('after so many epochs without a better loss than the best', () => {
    expect(end('loss', 2, of(5, 4, 4.5, 4.2, 3))).toBe(4);
    expect(end('loss', 3, of(5, 4, 4.5, 4.2, 3))).toBeNull();
    expect(end('loss', 1, of(5, 5))).toBe(2);
  });

  it('by accuracy when that no longer rises', () => {
    expect(end('accuracy', 2, of(0.5, 0.6, 0.6, 0.59))).toBe(4);
    expect(end('accuracy', 2, of(0.5, 0.6, 0.6, 0.61))).toBeNull();
  });

  it('only when none of the networks improves', () => {
    const values = [5, 4, 3, 2].map((a) => ({ a, b: 1 }));
    expect(end('loss', 1, values)).toBeNull();
    expect(end('loss', 1, [...values, { a: 2, b: 1 }])).toBe(5);
  });

  it('also when losses are numbers no more', () => {
    expect(end('loss', 2, of(NaN, NaN))).toBe(2);
    expect(end('loss', 2, of(3, NaN, NaN))).toBe(3);
  });

  it('and says why', () => {
    expect(new Patience({ monitor: 'loss', patience: 3 }).reason(7)).toBe(
      "Stopped early after epoch 7: no network's test loss has improved for 3 epochs.",
    );
    expect(new Patience({ monitor: 'accuracy', patience: 1 }).reason(2)).toContain('for 1 epoch.');
  });
});
