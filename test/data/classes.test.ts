import { describe, expect, it } from 'vitest';
import { resolveClasses } from '../../extension/data/classes';
import { refusal } from '../support/refusal';

const file = (path: string, labels: readonly number[]) => ({
  path,
  labels: Uint8Array.from(labels),
});
const repeat = (labels: readonly number[], times: number): number[] =>
  Array.from({ length: times }, () => labels).flat();

describe('the classes of a data set', () => {
  it('are as many as the largest training label says, and go by their numbers', () => {
    expect(resolveClasses(file('train', [0, 2, 1]), file('test', [1]), [])).toEqual([
      '0',
      '1',
      '2',
    ]);
    expect(resolveClasses(file('train', [0, 0]), file('test', [0]), [])).toEqual(['0']);
    const all = Array.from({ length: 256 }, (_, label) => label);
    expect(resolveClasses(file('train', all), file('test', all), [])).toHaveLength(256);
  });

  it('have the names that are given, also those that no image has', () => {
    const names = ['no', 'yes', 'perhaps'];
    expect(resolveClasses(file('train', [0, 1]), file('test', [1]), names)).toEqual(names);
  });

  it('may leave one label out, as letters that begin with 1 do, and few images may miss some', () => {
    const letters = Array.from({ length: 26 }, (_, i) => i + 1);
    expect(resolveClasses(file('a', repeat(letters, 50)), file('b', [3]), [])).toHaveLength(27);
    expect(resolveClasses(file('a', [0, 9, 4, 4]), file('b', [9]), [])).toHaveLength(10);
  });

  it('are refused when a test label is beyond the training labels', async () => {
    const error = await refusal(() =>
      resolveClasses(file('train', [0, 1]), file('some/test', [1, 0, 2]), []),
    );
    expect(error.message).toContain('some/test cannot be used: label 2 is 2');
    expect(error.message).toContain('training labels go from 0 to 1');
  });

  it('are refused when one label of plenty is far beyond all others', async () => {
    const labels = repeat([0, 1, 2, 3], 600);
    labels[77] = 200;
    const error = await refusal(() =>
      resolveClasses(file('some/train', labels), file('t', [0]), []),
    );
    expect(error.message).toContain('some/train cannot be used: label 77 is 200');
    expect(error.message).toContain('none has the labels 4 to 199');
    const names = Array.from({ length: 201 }, (_, i) => `class ${i}`);
    expect(resolveClasses(file('some/train', labels), file('t', [0]), names)).toHaveLength(201);
  });

  it('are refused when there are too few names', async () => {
    for (const [train, test, path] of [
      [[0, 2], [0], 'train'],
      [[0, 1], [2], 'test'],
    ] as const) {
      const error = await refusal(() =>
        resolveClasses(file('train', train), file('test', test), ['a', 'b']),
      );
      expect(error.message).toContain(`${path} cannot be used`);
      expect(error.message).toContain('there are 2 names in mnistLab.classNames');
      expect(error.setting).toBe('mnistLab.classNames');
    }
  });
});
