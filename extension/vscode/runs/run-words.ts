/** How a run is told of in lists. */
import { t } from '@vscode/l10n';
import { formatAgo, formatCount, formatPercent, formatTime } from '#shared/format';
import { goesOn } from '#shared/run-state';
import { changes } from '../../runs/changes';
import { bestAccuracy, type ModelResult, type RunSummary } from '../../runs/summary';

/** What every run is about unless it is said: the data that comes with the extension. */
const USUAL_DATA = 'MNIST';

/** A list is read at a glance: the tooltip tells the rest. */
const MAXIMUM_CHANGES = 2;

export function statusOf({ status, elsewhere }: RunSummary): string {
  if (elsewhere === true) return t('training in another window');
  switch (status) {
    case 'running':
      return t('training');
    case 'paused':
      return t('paused');
    case 'done':
      return t('finished');
    case 'stopped':
      return t('stopped');
    case 'failed':
      return t('failed');
    case 'interrupted':
      return t('interrupted');
  }
}

export function resultOf({
  accuracy,
  balanced,
  diverged,
  bestEpoch,
  part,
}: Omit<ModelResult, 'id'>): string {
  if (diverged === true) return t('diverged');
  if (accuracy === null) return t('not tested');
  const words = accuracyWords(accuracy, bestEpoch, part);
  return balanced === undefined ? words : t('{0}, balanced {1}', words, formatPercent(balanced));
}

function accuracyWords(
  accuracy: number,
  bestEpoch: number | undefined,
  part: 'validation' | undefined,
): string {
  if (part === 'validation') return t('{0} (validation)', formatPercent(accuracy));
  return bestEpoch === undefined
    ? formatPercent(accuracy)
    : t('{0} (best, epoch {1})', formatPercent(accuracy), formatCount(bestEpoch));
}

/**
 * What stands beside a run's name, the result first: a narrow list cuts the end.
 * @param before the run that began before it
 */
export function description(run: RunSummary, now: number, before?: RunSummary): string {
  const status = run.status === 'done' ? [] : [statusOf(run)];
  return [
    ...results(run),
    ...dataset(run, before),
    ...status,
    ...age(run, now),
    ...changed(run, before),
  ].join(' · ');
}

/** The same for a screen reader: each thing once. */
export function spoken(run: RunSummary, now: number, before?: RunSummary): string {
  return [
    run.name,
    ...(run.pinned ? [t('pinned')] : []),
    statusOf(run),
    ...results(run),
    ...dataset(run, before),
    ...age(run, now),
    ...changed(run, before),
  ].join(', ');
}

export function startedAt(run: RunSummary): string {
  return formatTime(run.startedAt);
}

/** The best accuracy of its networks, and which of them have diverged. */
function results(run: RunSummary): string[] {
  const best = bestAccuracy(run);
  const diverged = run.models.filter((model) => model.diverged === true);
  const words = best === null ? [] : [accuracyOf(run, best)];
  if (diverged.length === 0) return words;
  // Names say something only where others have not.
  return diverged.length === run.models.length
    ? [...words, t('diverged')]
    : [...words, t('diverged: {0}', diverged.map(({ id }) => id).join(', '))];
}

/** With the word that it is of a network's best weights, where it is. */
function accuracyOf({ models }: RunSummary, best: number): string {
  return resultOf(models.find(({ accuracy }) => accuracy === best)!);
}

function dataset({ dataset }: RunSummary, before: RunSummary | undefined): string[] {
  const usual = dataset === USUAL_DATA && dataset === (before?.dataset ?? USUAL_DATA);
  return usual ? [] : [dataset];
}

function age(run: RunSummary, now: number): string[] {
  return goesOn(run) ? [] : [formatAgo(run.startedAt, now)];
}

function changed(run: RunSummary, before: RunSummary | undefined): string[] {
  const all = changes(run, before);
  const more = all.length > MAXIMUM_CHANGES ? ['…'] : [];
  return [...all.slice(0, MAXIMUM_CHANGES), ...more];
}
