import type { Continuation } from '#shared/protocol/messages';
import type { RunSummary } from './summary';

/** How a run can go on; null where it cannot from here: it is in training, or there is nothing to go on from. */
export function continuationOf(
  run: Pick<RunSummary, 'status' | 'elsewhere' | 'checkpoint'>,
): Continuation | null {
  if (run.checkpoint !== true || run.elsewhere === true) return null;
  switch (run.status) {
    case 'running':
    case 'paused':
      return null;
    case 'interrupted':
    case 'stopped':
    case 'failed':
      return 'continue';
    case 'done':
      return 'longer';
  }
}
