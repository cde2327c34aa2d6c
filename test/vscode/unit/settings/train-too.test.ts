import { expect, test, vi } from 'vitest';
import { markedName } from '../../../../extension/vscode/settings/train-too';

vi.mock('vscode', () => import('../fake-vscode'));

test('a mark is the name of a network as it is typed', () => {
  expect(markedName('"mine"')).toBe('mine');
  expect(markedName('"\\u00fc"')).toBe('ü');
});

test.each([['mine'], ['"mine'], ['  "a": {'], ['"a" ]'], ['7'], ['']])(
  'a text that has changed since it was marked, such as %j, names none',
  (text) => {
    expect(markedName(text)).toBeNull();
  },
);
