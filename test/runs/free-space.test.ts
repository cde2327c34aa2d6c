import { describe, expect, test } from 'vitest';
import { amountsOf, oldestFirst } from '../../extension/runs/free-space';
import { summarize } from '../../extension/runs/summarize';
import type { RunSummary } from '../../extension/runs/summary';
import { sampleRecord } from './support';

const DAY = 86_400_000;
const NOW = 1000 * DAY;
const run = summarize('a', { name: 'Run 1', pinned: false }, sampleRecord());

/** Runs that began so many days ago. */
const runs = (...days: number[]): RunSummary[] =>
  days.map((ago) => ({ ...run, id: String(ago), startedAt: NOW - ago * DAY }));

test('the oldest go first; pinned runs and those in training in any window never', () => {
  const [old, pinned, here, paused, elsewhere, interrupted, young] = runs(9, 8, 7, 6, 5, 4, 3);
  const all: RunSummary[] = [
    young!,
    { ...pinned!, pinned: true },
    { ...here!, status: 'running' },
    { ...paused!, status: 'paused' },
    { ...elsewhere!, status: 'running', elsewhere: true },
    { ...interrupted!, status: 'interrupted' },
    old!,
  ];
  expect(oldestFirst(all).map(({ id }) => id)).toEqual(['9', '4', '3']);
});

describe('amounts', () => {
  const amounts = (...days: number[]): string[] =>
    amountsOf(runs(...days), NOW).map(({ kind, count }) => `${kind} ${count}`);

  test('are a part or all of the runs, the least first', () => {
    expect(amounts(50, 40, 31, 20, 10, 5, 4, 3)).toEqual(['quarter 2', 'old 3', 'half 4', 'all 8']);
  });

  test('are there once each, and none is of nothing', () => {
    expect(amounts(3)).toEqual(['all 1']);
    expect(amounts(40)).toEqual(['all 1']);
    expect(amounts(4, 3)).toEqual(['half 1', 'all 2']);
    expect(amounts(40, 39, 3, 2)).toEqual(['quarter 1', 'half 2', 'all 4']);
  });
});
