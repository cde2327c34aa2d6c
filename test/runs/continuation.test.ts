import { describe, expect, test } from 'vitest';
import { continuationOf } from '../../extension/runs/continuation';
import type { RunSummary } from '../../extension/runs/summary';

const all: Readonly<Record<RunSummary['status'], 'continue' | 'longer' | null>> = {
  running: null,
  paused: null,
  done: 'longer',
  stopped: 'continue',
  failed: 'continue',
  interrupted: 'continue',
};

describe('a run of the history', () => {
  test.each(Object.entries(all))('that is %s goes on as it says', (status, expected) => {
    const run = { status: status as RunSummary['status'] };
    expect(continuationOf({ ...run, checkpoint: true })).toBe(expected);
    expect(continuationOf(run)).toBeNull();
    expect(continuationOf({ ...run, checkpoint: true, elsewhere: true })).toBeNull();
  });
});
