import { describe, expect, test } from 'vitest';
import type { PanelState } from '#shared/protocol/messages';
import { applyEvent, type RunState } from '#shared/run-state';
import { atPanel } from '../support/wire';
import { reduce } from '../../webview/store';
import { sampleComparison, sampleEvents, sampleModels } from './sample-run';

const empty: PanelState = {
  run: null,
  models: sampleModels,
  comparison: sampleComparison,
  training: true,
  stopping: false,
  error: null,
  bothWeights: false,
  changed: false,
  untrained: [],
  shown: null,
  compared: null,
  live: true,
  imageShape: [1, 28, 28],
  data: 1,
  dataChanged: false,
};
const events = sampleEvents({ epochs: 2, batchesPerEpoch: 5 });

function hostState(count: number): PanelState {
  return { ...empty, run: events.slice(0, count).reduce<RunState | null>(applyEvent, null) };
}

describe('the panel', () => {
  test('shows the same after any snapshot and the events since as after all events', () => {
    for (let count = 0; count <= events.length; count++) {
      const snapshot = reduce(null, atPanel({ type: 'state', state: hostState(count) } as const));
      const late = reduce(
        snapshot,
        atPanel({ type: 'events', events: events.slice(count) } as const),
      );
      expect(late).toEqual(hostState(events.length));
    }
  });

  test('waits for its snapshot: events that come before are in it already', () => {
    expect(reduce(null, { type: 'events', events })).toBeNull();
  });

  test('starts afresh with a new run', () => {
    const first = reduce(empty, { type: 'events', events });
    const second = reduce(first, { type: 'events', events: sampleEvents().slice(0, 2) });
    expect(second?.run?.status).toBe('running');
    expect(second?.run?.elapsed).toHaveLength(1);
    expect(second?.run?.evaluations).toEqual({});
  });
});
