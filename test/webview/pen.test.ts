import { describe, expect, test } from 'vitest';
import {
  extendLast,
  movePen,
  PEN_RADIUS,
  penRadius,
  pointOfPen,
  restingPen,
  STEPS,
} from '../../webview/views/try-it/pen';

describe("the keyboard's pen", () => {
  test('starts in the middle, lifted', () => {
    expect(pointOfPen(restingPen, 1)).toMatchObject({ x: 0.5, y: 0.5 });
    expect(restingPen.down).toBe(false);
  });

  test('goes where the arrow keys point, further with Shift', () => {
    const { column, row } = restingPen;
    expect(movePen(restingPen, 'ArrowLeft', false)).toMatchObject({ column: column - 1, row });
    expect(movePen(restingPen, 'ArrowRight', false)).toMatchObject({ column: column + 1, row });
    expect(movePen(restingPen, 'ArrowUp', false)).toMatchObject({ column, row: row - 1 });
    expect(movePen(restingPen, 'ArrowDown', true)).toMatchObject({ column, row: row + 4 });
  });

  test('stays on the pad', () => {
    let pen = restingPen;
    for (let i = 0; i < STEPS; i++) pen = movePen(pen, 'ArrowRight', true)!;
    expect(pen.column).toBeLessThan(STEPS);
    for (let i = 0; i < STEPS; i++) pen = movePen(pen, 'ArrowUp', true)!;
    expect(pen.row).toBeGreaterThan(0);
  });

  test('stays down or lifted on its way, and leaves other keys alone', () => {
    expect(movePen({ ...restingPen, down: true }, 'ArrowUp', false)?.down).toBe(true);
    expect(movePen(restingPen, 'Tab', false)).toBeNull();
  });

  test('reaches both sides of a pad that is not square', () => {
    expect(pointOfPen({ column: STEPS, row: 0, down: true }, 2)).toMatchObject({ x: 2, y: 0 });
  });
});

describe('a stroke', () => {
  const at = (x: number) => ({ x, y: 0, radius: PEN_RADIUS });

  test('grows by each point, the strokes before it stay', () => {
    const before = [[at(0)], [at(0.5)]];
    expect(extendLast(before, at(0.6))).toEqual([[at(0)], [at(0.5), at(0.6)]]);
    expect(before[1]).toHaveLength(1);
  });

  test('passes over points that nobody could tell apart', () => {
    expect(extendLast([[at(0.5)]], at(0.5001))).toEqual([[at(0.5)]]);
  });
});

test('a pen that is pressed harder draws a thicker line, a mouse always the same', () => {
  expect(penRadius('pen', 1)).toBeGreaterThan(penRadius('pen', 0.2));
  expect(penRadius('mouse', 0.5)).toBe(PEN_RADIUS);
  expect(penRadius('mouse', 1)).toBe(PEN_RADIUS);
});
