import { describe, expect, test } from 'vitest';
import { heatStrengths } from '../../webview/render/heat';
import { notebookConfusion } from './sample-run';

describe('the colours of a confusion matrix', () => {
  const matrix = notebookConfusion['cnn-big']!;
  const strengths = heatStrengths(matrix);

  test('leave cells without images uncoloured and no other', () => {
    const coloured = strengths.map((row) => row.map((strength) => strength > 0));
    expect(coloured).toEqual(matrix.map((row) => row.map((count) => count > 0)));
  });

  test('leave cells uncoloured that have no share', () => {
    expect(
      heatStrengths([
        [null, null],
        [0, 1],
      ]),
    ).toEqual([
      [0, 0],
      [0, expect.closeTo(0.85)],
    ]);
  });

  test('show confusions beside right answers a hundred times as frequent', () => {
    // 14 fives taken for threes, the commonest confusion, beside 1129 ones taken for ones.
    expect(strengths[5]![3]).toBe(strengths[1]![1]);
    expect(strengths[5]![3]).toBeGreaterThan(0.5);
  });

  test('grow with the count, on the diagonal and off it', () => {
    for (const diagonal of [true, false]) {
      const cells = matrix
        .flatMap((row, i) =>
          row.map((count, j) => ({ count, strength: strengths[i]![j]!, on: i === j })),
        )
        .filter(({ on }) => on === diagonal)
        .sort((a, b) => a.count - b.count);
      for (const [index, cell] of cells.entries()) {
        expect(cell.strength).toBeGreaterThanOrEqual(cells[index - 1]?.strength ?? 0);
        expect(cell.strength).toBeLessThanOrEqual(1);
      }
    }
  });

  test('stay within their scale when every image is recognised, or none is', () => {
    expect(
      heatStrengths([
        [5, 0],
        [0, 3],
      ])
        .flat()
        .every(Number.isFinite),
    ).toBe(true);
    expect(
      heatStrengths([
        [0, 5],
        [3, 0],
      ])
        .flat()
        .every(Number.isFinite),
    ).toBe(true);
    expect(
      heatStrengths([
        [0, 0],
        [0, 0],
      ]),
    ).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  test('are the same for shares as for counts, and for a change whichever way it goes', () => {
    const scaled = (factor: number) => matrix.map((row) => row.map((n) => n * factor));
    for (const factor of [1 / 1024, -1]) {
      for (const [i, row] of heatStrengths(scaled(factor)).entries()) {
        for (const [j, strength] of row.entries()) {
          expect(strength).toBeCloseTo(strengths[i]![j]!, 12);
        }
      }
    }
  });
});
