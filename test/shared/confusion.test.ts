import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  accuracyOf,
  difference,
  largestChanges,
  mistakeCount,
  mostConfused,
  precisionOf,
  recallOf,
  rowShares,
  shareDifference,
} from '#shared/confusion';
import { notebookConfusion } from '../webview/sample-run';

const small = [
  [90, 3, 0],
  [7, 80, 1],
  [0, 0, 50],
];

/** Matrices of 1 to 6 classes, some of whose rows and columns are empty. */
const size = fc.integer({ min: 1, max: 6 });
const matrixOf = (classes: number) =>
  fc.array(fc.array(fc.nat({ max: 40 }), { minLength: classes, maxLength: classes }), {
    minLength: classes,
    maxLength: classes,
  });
const matrix = size.chain(matrixOf);
const pair = size.chain((classes) => fc.tuple(matrixOf(classes), matrixOf(classes)));

describe('the most confused pairs', () => {
  test('are the most frequent mistakes, and right answers are none', () => {
    expect(mostConfused(small)).toEqual([
      { actual: 1, predicted: 0, count: 7 },
      { actual: 0, predicted: 1, count: 3 },
      { actual: 1, predicted: 2, count: 1 },
    ]);
    expect(mostConfused(small, 1)).toHaveLength(1);
    expect(mostConfused([[5]])).toEqual([]);
  });
});

describe('figures of a matrix', () => {
  test('are those worked out by hand', () => {
    // 220 of 231 right; columns add up to 97, 83 and 51.
    expect(accuracyOf(small)).toBeCloseTo(220 / 231, 12);
    expect(mistakeCount(small)).toBe(11);
    expect(recallOf(small)).toEqual([90 / 93, 80 / 88, 1]);
    expect(precisionOf(small)).toEqual([90 / 97, 80 / 83, 50 / 51]);
    expect(rowShares(small)[1]).toEqual([7 / 88, 80 / 88, 1 / 88]);
  });

  test('agree with what the notebook published', () => {
    expect(accuracyOf(notebookConfusion.mlp!)).toBeCloseTo(0.5303, 10);
    expect(accuracyOf(notebookConfusion.cnn!)).toBeCloseTo(0.7835, 10);
    expect(accuracyOf(notebookConfusion['cnn-big']!)).toBeCloseTo(0.9836, 10);
  });

  test('are none, neither 0 nor NaN, for a class that is never met or never predicted', () => {
    const empty = [
      [4, 0],
      [0, 0],
    ];
    expect(recallOf(empty)).toEqual([1, null]);
    expect(precisionOf(empty)).toEqual([1, null]);
    expect(rowShares(empty)).toEqual([
      [1, 0],
      [null, null],
    ]);
    // All images of a class that is there are missed: that is a 0.
    expect(
      recallOf([
        [0, 3],
        [0, 5],
      ]),
    ).toEqual([0, 1]);
  });

  test('by row add up to one wherever there are images', () => {
    fc.assert(
      fc.property(matrix, (counts) => {
        for (const [i, row] of rowShares(counts).entries()) {
          if (counts[i]!.some((count) => count > 0)) {
            expect(row.reduce<number>((sum, share) => sum + share!, 0)).toBeCloseTo(1, 12);
          } else expect(row).toEqual(row.map(() => null));
        }
      }),
    );
  });
});

describe('the difference of two networks', () => {
  test('says what the notebook’s cnn stopped confusing, and what it confuses now', () => {
    const changes = difference(notebookConfusion.mlp!, notebookConfusion.cnn!);
    // 8 taken for 1: 550 times, then 20; 9 taken for 4: 15 times, then 469.
    expect(changes[8]![1]).toBe(20 - 550);
    const { rarer, commoner } = largestChanges(changes, 2);
    expect(rarer).toEqual([
      { actual: 8, predicted: 1, count: 530 },
      { actual: 2, predicted: 1, count: 353 },
    ]);
    expect(commoner[0]).toEqual({ actual: 9, predicted: 4, count: 454 });
  });

  test('of shares is none where either network has none', () => {
    expect(shareDifference([[0.25, null]], [[1, null]])).toEqual([[0.75, null]]);
    expect(shareDifference([[null, 1]], [[0, null]])).toEqual([[null, null]]);
  });

  test('never counts an answer that became right as a change of a mistake', () => {
    const changes = difference([[1]], [[9]]);
    expect(changes).toEqual([[8]]);
    expect(largestChanges(changes)).toEqual({ rarer: [], commoner: [] });
  });

  test('leads from one matrix to the other, and its opposite back', () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const there = difference(a, b);
        const back = difference(b, a);
        for (const [i, row] of there.entries()) {
          for (const [j, change] of row.entries()) {
            expect(a[i]![j]! + change).toBe(b[i]![j]!);
            expect(change + back[i]![j]!).toBe(0);
          }
        }
        expect(largestChanges(there, 99).rarer).toEqual(largestChanges(back, 99).commoner);
      }),
    );
  });

  test('adds up to the change of the number of mistakes', () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const { rarer, commoner } = largestChanges(difference(a, b), 99);
        const sum = (pairs: typeof rarer): number =>
          pairs.reduce((total, { count }) => total + count, 0);
        expect(sum(commoner) - sum(rarer)).toBe(mistakeCount(b) - mistakeCount(a));
      }),
    );
  });
});
