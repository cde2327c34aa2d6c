import type { PanelState } from '../../extension/protocol/messages';
import { strings } from '../strings';

/** Where the run stands, in a word or two. Changes a few times an epoch at most, so it can be read aloud. */
export function statusText({ run, training }: PanelState): string {
  if (training) {
    if (run?.status !== 'running' && run?.status !== 'paused') return strings.statusStarting;
    const { epochs, batchesPerEpoch } = run.run.config;
    const done = run.elapsed.length;
    if (done === epochs * batchesPerEpoch) return strings.statusEvaluating;
    const epoch = Math.max(1, Math.ceil(done / batchesPerEpoch));
    return `${strings.statusRunning}: ${strings.epochOf(epoch, epochs)}`;
  }
  switch (run?.status) {
    case undefined:
      return '';
    case 'done':
      return strings.statusDone;
    case 'stopped':
    case 'paused':
    case 'running':
      return strings.statusStopped;
    case 'failed':
      return strings.statusFailed;
  }
}
