import { t } from '@vscode/l10n';
import { changes } from '../../runs/changes';
import { bestAccuracy, type NetworkSummary, type RunSummary } from '../../runs/summary';

/** What every run is about unless it is said: the data that comes with the extension. */
const USUAL_DATA = 'MNIST';

/** A list is read at a glance: the tooltip tells the rest. */
const MAXIMUM_CHANGES = 2;

/** How a run is told of in lists. */
export class RunWords {
  private readonly percent: Intl.NumberFormat;
  private readonly ago: Intl.RelativeTimeFormat;
  private readonly date: Intl.DateTimeFormat;

  constructor(language: string) {
    const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
    this.percent = new Intl.NumberFormat(language, { style: 'percent', ...digits });
    this.ago = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
    this.date = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  }

  status({ status, activity }: RunSummary): string {
    if (activity === 'elsewhere') return t('training in another window');
    if (activity === 'interrupted') return t('interrupted');
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
    }
  }

  accuracy({ accuracy, diverged }: Pick<NetworkSummary, 'accuracy' | 'diverged'>): string {
    if (diverged === true) return t('diverged');
    return accuracy === null ? t('not tested') : this.percent.format(accuracy);
  }

  /**
   * What stands beside a run's name, the result first: a narrow list cuts the end.
   * @param before the run that began before it
   */
  description(run: RunSummary, now: number, before?: RunSummary): string {
    const status = run.status === 'done' ? [] : [this.status(run)];
    return [
      ...this.result(run),
      ...this.dataset(run, before),
      ...status,
      ...this.age(run, now),
      ...this.changes(run, before),
    ].join(' · ');
  }

  /** The same for a screen reader: each thing once. */
  spoken(run: RunSummary, now: number, before?: RunSummary): string {
    return [
      run.name,
      ...(run.pinned ? [t('pinned')] : []),
      this.status(run),
      ...this.result(run),
      ...this.dataset(run, before),
      ...this.age(run, now),
      ...this.changes(run, before),
    ].join(', ');
  }

  startedAt(run: RunSummary): string {
    return this.date.format(run.startedAt);
  }

  /** In the largest unit that is full. */
  timeAgo(then: number, now: number): string {
    const seconds = Math.max(0, (now - then) / 1000);
    const [unit, length] = units.find(([, size]) => seconds >= size) ?? units.at(-1)!;
    return this.ago.format(-Math.floor(seconds / length), unit);
  }

  /** The best accuracy of its networks, and which of them have diverged. */
  private result(run: RunSummary): string[] {
    const best = bestAccuracy(run);
    const diverged = run.models.filter((model) => model.diverged === true);
    const words = best === null ? [] : [this.percent.format(best)];
    if (diverged.length === 0) return words;
    // Names say something only where others have not.
    return diverged.length === run.models.length
      ? [...words, t('diverged')]
      : [...words, t('diverged: {0}', diverged.map(({ id }) => id).join(', '))];
  }

  private dataset({ dataset }: RunSummary, before: RunSummary | undefined): string[] {
    const usual = dataset === USUAL_DATA && dataset === (before?.dataset ?? USUAL_DATA);
    return usual ? [] : [dataset];
  }

  private age({ status, startedAt }: RunSummary, now: number): string[] {
    const goesOn = status === 'running' || status === 'paused';
    return goesOn ? [] : [this.timeAgo(startedAt, now)];
  }

  private changes(run: RunSummary, before: RunSummary | undefined): string[] {
    const all = changes(run, before);
    const more = all.length > MAXIMUM_CHANGES ? ['…'] : [];
    return [...all.slice(0, MAXIMUM_CHANGES), ...more];
  }
}

const units = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;
