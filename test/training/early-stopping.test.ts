import { describe, expect, it } from 'vitest';
import type { EvaluationEvent } from '#shared/protocol/events';
import { EarlyStopper } from '../../extension/training/early-stopping';

/** How a network did after an epoch, as far as early stopping looks at it. */
function evaluation(model: string, value: number): EvaluationEvent {
  return {
    type: 'evaluation',
    model,
    accuracy: value,
    loss: value,
    confusion: [],
    precision: [],
    recall: [],
    seconds: 0,
  };
}

function take(
  rule: EarlyStopper,
  epoch: number,
  values: Readonly<Record<string, number>>,
): readonly string[] {
  const evaluations = Object.entries(values).map(([model, value]) => evaluation(model, value));
  return rule.take({ epoch, batch: 5 }, evaluations).map((best) => best.evaluation.model);
}

/** After which epoch a run with these results ends; null if it does not. */
function end(
  monitor: 'loss' | 'accuracy',
  patience: number,
  values: readonly Record<string, number>[],
): number | null {
  const rule = new EarlyStopper({ monitor, patience });
  const index = values.findIndex((value, i) => {
    take(rule, i + 1, value);
    return rule.exhausted;
  });
  return index === -1 ? null : index + 1;
}

const of = (...values: number[]): Record<string, number>[] => values.map((a) => ({ a }));

describe('a run stops early', () => {
  it('after so many epochs without a better loss than the best', () => {
    expect(end('loss', 2, of(5, 4, 4.5, 4.2, 3))).toBe(4);
    expect(end('loss', 3, of(5, 4, 4.5, 4.2, 3))).toBeNull();
    expect(end('loss', 1, of(5, 5))).toBe(2);
  });

  it('only after as many bad epochs in a row: an improvement begins the count anew', () => {
    expect(end('loss', 3, of(5, 6, 6, 4, 6, 6, 6, 1))).toBe(7);
    expect(end('loss', 3, of(5, 6, 6, 4, 6, 6, 3, 6, 6))).toBeNull();
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

  it.each([
    ['loss', 3, 'test', "no network's test loss has improved for 3 epochs."],
    ['loss', 3, 'validation', "no network's validation loss has improved for 3 epochs."],
    ['loss', 1, 'test', "no network's test loss has improved for 1 epoch."],
    ['loss', 1, 'validation', "no network's validation loss has improved for 1 epoch."],
    ['accuracy', 3, 'test', "no network's test accuracy has improved for 3 epochs."],
    ['accuracy', 3, 'validation', "no network's validation accuracy has improved for 3 epochs."],
    ['accuracy', 1, 'test', "no network's test accuracy has improved for 1 epoch."],
    ['accuracy', 1, 'validation', "no network's validation accuracy has improved for 1 epoch."],
  ] as const)('and says why: by %s, after %i, on the %s images', (monitor, patience, part, why) => {
    expect(new EarlyStopper({ monitor, patience }).reason(7, part)).toBe(
      `Stopped early after epoch 7: ${why}`,
    );
  });
});

describe('the best of a network', () => {
  it('is of the first epoch that no other was better than, for each network its own', () => {
    const rule = new EarlyStopper({ monitor: 'loss', patience: 9 });
    const improved = [
      { a: 3, b: 1 },
      { a: 2, b: 2 },
      { a: 2, b: 1 },
      { a: 4, b: 0.5 },
    ].map((values, i) => take(rule, i + 1, values));
    expect(improved).toEqual([['a', 'b'], ['a'], [], ['b']]);
    expect(rule.bestOf('a')).toMatchObject({ epoch: 2, batch: 5, value: 2 });
    expect(rule.bestOf('b')).toMatchObject({ epoch: 4, value: 0.5 });
  });

  it('is the highest accuracy, where that is looked at', () => {
    const rule = new EarlyStopper({ monitor: 'accuracy', patience: 9 });
    [0.5, 0.7, 0.6].forEach((a, i) => take(rule, i + 1, { a }));
    expect(rule.bestOf('a')).toMatchObject({ epoch: 2, value: 0.7 });
  });

  it('is unknown as long as its losses are no finite numbers', () => {
    const rule = new EarlyStopper({ monitor: 'loss', patience: 9 });
    expect(take(rule, 1, { a: NaN })).toEqual([]);
    expect(take(rule, 2, { a: Infinity })).toEqual([]);
    expect(rule.bestOf('a')).toBeUndefined();
    expect(take(rule, 3, { a: 8 })).toEqual(['a']);
  });
});
