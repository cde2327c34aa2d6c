/** Which matrices can be laid side by side: those of the networks of all runs that lie over one another. */
import { describe, expect, test } from 'vitest';
import type { NamedRun } from '#shared/protocol/messages';
import type { RunState } from '#shared/run-state';
import {
  askedSide,
  comparability,
  pairOf,
  type Side,
  sidesOf,
} from '../../webview/views/confusion/sides';
import { after } from './fold';
import { notebookConfusion } from './sample-run';

const state = after(20);
const shown = { name: 'Run 2', state, confusions: notebookConfusion, part: 'test' } as const;
const other = (id: string, name: string, change: Partial<RunState> = {}): NamedRun => ({
  id,
  name,
  state: { ...after(20), ...change },
});
const labels = (sides: readonly Side[]): string[] => sides.map(({ label }) => label);
const labelsOf = (sides: readonly Side[], chosen: readonly (string | undefined)[] = []) =>
  pairOf(sides, chosen)?.map(({ label }) => label);

describe('of one run', () => {
  const sides = sidesOf(shown, []);

  test('every network that has been tested can be taken, by its own name', () => {
    expect(labels(sides)).toEqual(['mlp', 'cnn', 'cnn-big']);
    const { mlp, cnn } = notebookConfusion;
    const some = sidesOf({ ...shown, confusions: { mlp: mlp!, cnn: cnn! } }, []);
    expect(labels(some)).toEqual(['mlp', 'cnn']);
  });

  test('the first two are compared until one chooses, and one alone is none', () => {
    expect(labelsOf(sides)).toEqual(['mlp', 'cnn']);
    expect(labelsOf(sides, [sides[2]!.key, sides[1]!.key])).toEqual(['cnn-big', 'cnn']);
    expect(labelsOf(sides, [sides[2]!.key])).toEqual(['cnn-big', 'mlp']);
    expect(pairOf(sides.slice(0, 1), [])).toBeNull();
    expect(pairOf([], [])).toBeNull();
  });
});

describe('of several runs', () => {
  const sides = sidesOf(shown, [other('a', 'Run 1')]);

  test('every network of every run can be taken, and its run is named', () => {
    expect(labels(sides)).toEqual([
      'mlp (Run 2)',
      'cnn (Run 2)',
      'cnn-big (Run 2)',
      'mlp (Run 1)',
      'cnn (Run 1)',
      'cnn-big (Run 1)',
    ]);
    expect(new Set(sides.map(({ key }) => key)).size).toBe(6);
    expect(sides.map(({ ofShown }) => ofShown)).toEqual([true, true, true, false, false, false]);
  });

  test('a network is compared with itself in the other run, until one chooses', () => {
    expect(labelsOf(sides)).toEqual(['mlp (Run 1)', 'mlp (Run 2)']);
    expect(labelsOf(sides, [sides[4]!.key])).toEqual(['cnn (Run 1)', 'cnn (Run 2)']);
    expect(labelsOf(sides, [undefined, sides[2]!.key])).toEqual([
      'cnn-big (Run 1)',
      'cnn-big (Run 2)',
    ]);
    expect(labelsOf(sides, [sides[3]!.key, sides[5]!.key])).toEqual([
      'mlp (Run 1)',
      'cnn-big (Run 1)',
    ]);
  });

  test('a choice of what is gone counts no more', () => {
    expect(labelsOf(sides, ['["b","mlp"]', '["b","cnn"]'])).toEqual(['mlp (Run 1)', 'mlp (Run 2)']);
  });

  test('who has not been tested in the other run, or has diverged there, cannot be taken', () => {
    const evaluations = { mlp: state.evaluations.mlp! };
    const run = other('a', 'Run 1', { evaluations, tests: state.tests.slice(0, 0) });
    expect(labels(sidesOf(shown, [run]))).toEqual([
      'mlp (Run 2)',
      'cnn (Run 2)',
      'cnn-big (Run 2)',
      'mlp (Run 1)',
    ]);
    const batchLosses = { ...state.batchLosses, mlp: [1, NaN] };
    const gone = other('a', 'Run 1', { batchLosses });
    expect(labels(sidesOf(shown, [gone]))).not.toContain('mlp (Run 1)');
  });
});

describe('two matrices', () => {
  const [mine, theirs] = [sidesOf(shown, [])[0]!, sidesOf(shown, [])[1]!];
  const on = (change: Partial<Side['dataset']>): Side => ({
    ...theirs,
    dataset: { ...theirs.dataset, ...change },
  });

  test('differ in counts on the same images, in shares on others of the same classes', () => {
    expect(comparability(mine, theirs)).toBe('counts');
    expect(comparability(mine, on({ test: 5000 }))).toBe('shares');
    expect(comparability(mine, on({ name: 'my digits' }))).toBe('shares');
  });

  test('of different classes have no difference', () => {
    const { classes } = mine.dataset;
    expect(comparability(mine, on({ classes: classes.slice(0, 9) }))).toBe('none');
    expect(comparability(mine, on({ classes: classes.toReversed() }))).toBe('none');
  });

  test('have the images of the one with more of them, as far as its run is shown', () => {
    const away = { ...theirs, ofShown: false };
    expect(askedSide([mine, theirs], 3)).toBe(theirs);
    expect(askedSide([mine, theirs], -3)).toBe(mine);
    expect(askedSide([mine, away], 3)).toBe(mine);
    expect(askedSide([away, mine], -3)).toBe(mine);
    expect(askedSide([away, away], 3)).toBeNull();
  });
});
