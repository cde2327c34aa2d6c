import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type GridCell, cellAfter } from '../../webview/render/grid-keys';

test.each<[string, boolean, GridCell]>([
  ['ArrowUp', false, [1, 3]],
  ['ArrowDown', false, [3, 3]],
  ['ArrowLeft', false, [2, 2]],
  ['ArrowRight', false, [2, 4]],
  ['Home', false, [2, 0]],
  ['End', false, [2, 9]],
  ['Home', true, [0, 0]],
  ['End', true, [9, 9]],
])('%s (Ctrl: %s) leads from row 2, column 3 of ten to %j', (key, ctrlKey, expected) => {
  expect(cellAfter({ key, ctrlKey }, [2, 3], 10)).toEqual(expected);
});

test('other keys lead nowhere', () => {
  for (const key of ['Enter', 'a', 'Tab', 'Escape']) {
    expect(cellAfter({ key, ctrlKey: false }, [0, 0], 3)).toBeNull();
  }
});

test('no key leads out of the grid', () => {
  const keys = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End'];
  const walk = fc.array(fc.record({ key: fc.constantFrom(...keys), ctrlKey: fc.boolean() }), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), walk, (size, steps) => {
      const end = steps.reduce<GridCell>((place, step) => cellAfter(step, place, size)!, [0, 0]);
      for (const at of end) {
        expect(at).toBeGreaterThanOrEqual(0);
        expect(at).toBeLessThan(size);
      }
    }),
  );
});
