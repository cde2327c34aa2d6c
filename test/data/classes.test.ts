import { describe, expect, it } from 'vitest';
import { resolveClasses } from '../../extension/data/classes';
import { refusal } from '../support/refusal';

/** Names of the classes, and both sets' labels by those names. */
function resolve(
  train: readonly number[],
  test: readonly number[],
  names: readonly string[] = [],
  nameOf: (label: number) => string | undefined = () => undefined,
): { names: readonly string[]; train: string[]; test: string[] } {
  const file = (path: string, labels: readonly number[]) => ({
    path,
    labels: Int32Array.from(labels),
  });
  const classes = resolveClasses(
    [file('some/train', train), file('some/test', test)],
    names,
    nameOf,
  );
  const named = (labels: readonly number[]): string[] =>
    [...classes.number(Int32Array.from(labels))].map((label) => classes.names[label]!);
  return { names: classes.names, train: named(train), test: named(test) };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');

describe('the classes of a data set', () => {
  it('are those that occur, by their labels, in the order of numbers', () => {
    expect(resolve([7, 3, 3, 7], [3])).toEqual({
      names: ['3', '7'],
      train: ['7', '3', '3', '7'],
      test: ['3'],
    });
    expect(resolve([10, 9, 100], [9]).names).toEqual(['9', '10', '100']);
    expect(resolve([0, 0], [0]).names).toEqual(['0']);
    expect(resolve(upTo(256), [255]).names).toEqual(upTo(256).map(String));
    // All numbers are taken, but not those from 0.
    expect(resolve([1, 2], [2]).train).toEqual(['1', '2']);
  });

  it('are also those that occur in one of the two sets only', () => {
    expect(resolve([0, 1], [2, 0])).toEqual({
      names: ['0', '1', '2'],
      train: ['0', '1'],
      test: ['2', '0'],
    });
    expect(resolve([0, 5], [0]).names).toEqual(['0', '5']);
  });

  it('are numbered from 0 without gaps, whatever whole numbers the labels are', () => {
    const labels = Int32Array.of(70_000, -3, 5);
    const classes = resolveClasses([{ path: 'a', labels }], [], () => undefined);
    expect(classes.names).toEqual(['-3', '5', '70000']);
    expect([...classes.number(labels)]).toEqual([2, 0, 1]);
  });

  it('go by what the data call them, unless they are given names', () => {
    const nameOf = (label: number): string | undefined => ['cat', 'dog'][label];
    expect(resolve([0, 1, 2], [0], [], nameOf).names).toEqual(['cat', 'dog', '2']);
    expect(resolve([0, 1], [0], ['a', 'b'], nameOf).names).toEqual(['a', 'b']);
  });

  it('are refused by figures where there are more than a byte counts', async () => {
    const error = await refusal(() => resolve(upTo(257), [300]));
    expect(error.message).toContain('some/train and some/test have 258 values (0, 1, 2, 3');
    expect(error.message).toContain('at most 256 classes');
  });

  it('have names in the order of their labels: one for each', () => {
    const { names, train, test } = resolve(
      [26, 1, 2],
      upTo(26).map((i) => i + 1),
      letters,
    );
    expect(names).toEqual(letters);
    expect(train).toEqual(['Z', 'A', 'B']);
    expect(test).toEqual(letters);
    expect(resolve([3, 7], [7], ['three', 'seven']).test).toEqual(['seven']);
  });

  it('or for each value from 0 on, also those that no image has', () => {
    const digits = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
    expect(resolve([3, 7], [7], digits)).toEqual({
      names: ['three', 'seven'],
      train: ['three', 'seven'],
      test: ['seven'],
    });
    expect(resolve([1, 26], [2], ['none', ...letters]).names).toEqual(['A', 'B', 'Z']);
    expect(resolve([0, 2], [2], ['a', 'b', 'c']).names).toEqual(['a', 'c']);
  });

  it('are refused when names are neither, with the figures and what would do', async () => {
    // As many as the largest label leaves the last one, which is one more, without a name.
    for (const names of [['a'], ['a', 'b'], letters, Array<string>(200).fill('x')]) {
      const error = await refusal(() => resolve([1, 3, 200], [200, 40], names));
      expect(error.kind).toBe('input');
      expect(error.setting).toBe('mnistLab.classNames');
      expect(error.message).toContain(`(mnistLab.classNames) is ${names.length}, and`);
      expect(error.message).toContain('classes in some/train and some/test is 4 (1, 3, 40, 200)');
      expect(error.message).toContain('all from 0 to 200');
    }
    const many = await refusal(() => resolve(upTo(20), [0], ['a']));
    expect(many.message).toContain('is 20 (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, …)');
    const dozen = await refusal(() => resolve(upTo(12), [0], ['a']));
    expect(dozen.message).toContain('is 12 (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)');
  });
});
