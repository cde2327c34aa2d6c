import { batchesOf } from '#shared/batch-series';
import { isDivergedLoss } from '#shared/divergence';
import type { PanelState } from '#shared/protocol/messages';
import { partOnTheWay } from '#shared/part';
import { resultOf } from '#shared/result';
import type { RunState } from '#shared/run-state';
import { formatList, formatLoss, formatShare } from '../../format';
import { progressOf } from '#shared/progress';
import { strings } from './strings';

export type Standing =
  | 'none'
  | 'starting'
  | 'running'
  | 'testing'
  | 'stopping'
  | 'paused'
  | 'elsewhere'
  | 'done'
  | 'stopped'
  | 'failed'
  | 'interrupted';

/** Whether a run is in training, or paused. */
export function isLive(standing: Standing): boolean {
  return (
    standing === 'running' ||
    standing === 'testing' ||
    standing === 'stopping' ||
    standing === 'paused'
  );
}

/** Whether an older run is looked at; another one may be training meanwhile. */
export function isOlder({ run, shown, live }: PanelState): boolean {
  return run !== null && shown !== null && !live;
}

/** Where the run that is shown stands. */
export function standingOf(state: PanelState): Standing {
  const { run, training, error } = state;
  const current = !isOlder(state);
  // Nothing came of the attempt; the run before it is what there is to see.
  if (current && !training && error !== null) return 'failed';
  if (training && current) {
    if (state.stopping) return 'stopping';
    if (run?.status === 'paused') return 'paused';
    if (run?.status !== 'running') return 'starting';
    const { epochs, batchesPerEpoch } = run.run.config;
    return batchesOf(run) === epochs * batchesPerEpoch ? 'testing' : 'running';
  }
  switch (run?.status) {
    case undefined:
      return 'none';
    case 'done':
    case 'stopped':
    case 'failed':
    case 'interrupted':
      return run.status;
    // The host says `interrupted` of a run that nobody trains any more.
    case 'paused':
    case 'running':
      return 'elsewhere';
  }
}

/** The same in a word or two; empty where there is no run. */
export function statusText(state: PanelState): string {
  const standing = standingOf(state);
  switch (standing) {
    case 'none':
      return '';
    case 'running':
    case 'paused': {
      const { epochs } = state.run!.run.config;
      const epoch = progressOf(state.run!)?.epoch ?? 1;
      return (standing === 'running' ? strings.training : strings.paused)(epoch, epochs);
    }
    case 'starting':
    case 'testing':
    case 'stopping':
    case 'elsewhere':
    case 'done':
    case 'stopped':
    case 'failed':
    case 'interrupted':
      return strings[standing];
  }
}

/**
 * What a screen reader says of the run when this changes: where it stands, what each epoch brought, and
 * how it ended. Once an epoch and not more, whatever events come.
 */
export function announcement(state: PanelState): string {
  const { run } = state;
  const standing = standingOf(state);
  if (run === null) return statusText(state);
  switch (standing) {
    case 'running':
      return epochInWords(run) ?? strings.training(1, run.run.config.epochs);
    case 'done':
    case 'stopped':
    case 'interrupted': {
      const results = run.run.models.flatMap(({ id }) => {
        if (run.evaluations[id] === undefined) return [];
        const { diverged, accuracy } = resultOf(run, id)!;
        if (diverged) return [strings.spokenDiverged(id)];
        return [strings.spokenAccuracy(id, formatShare(accuracy))];
      });
      if (results.length === 0) return strings[standing];
      return strings.spokenEnd(strings[standing], formatList(results));
    }
    case 'none':
    case 'starting':
    case 'testing':
    case 'stopping':
    case 'paused':
    case 'elsewhere':
    case 'failed':
      return statusText(state);
  }
}

/** The newest epoch that is complete, its test included; null before it. */
function epochInWords({ run, epochs, tests }: RunState): string | null {
  const count = run.config.evaluateEachEpoch ? tests.length : epochs.length;
  const epoch = epochs[count - 1];
  if (epoch === undefined) return null;
  const test = tests[count - 1];
  const results = run.models.map(({ id }) => {
    if (isDivergedLoss(epoch.losses[id])) return strings.spokenDiverged(id);
    const loss = formatLoss(epoch.losses[id]);
    const accuracy = test?.accuracies[id];
    return accuracy === undefined
      ? strings.spokenLoss(id, loss)
      : strings.spokenLossAndAccuracy[partOnTheWay(run)](id, loss, formatShare(accuracy));
  });
  return strings.epochDone(epoch.epoch, results.join('; '));
}
