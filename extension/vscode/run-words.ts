import { t } from '@vscode/l10n';
import { bestAccuracy, type RunSummary } from '../runs/record';

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

  status({ status }: RunSummary): string {
    switch (status) {
      case 'running':
        return t('training');
      case 'paused':
        return t('paused');
      case 'done':
        return t('finished');
      case 'stopped':
        return t('stopped before its end');
      case 'failed':
        return t('failed');
    }
  }

  accuracy(accuracy: number | null): string {
    return accuracy === null ? t('not tested') : this.percent.format(accuracy);
  }

  /** The best accuracy of a run and when it was; what it is doing while it goes on. */
  description(run: RunSummary, now: number): string {
    const best = bestAccuracy(run);
    const parts = [
      ...(best === null ? [] : [this.percent.format(best)]),
      run.status === 'done' ? this.timeAgo(run.startedAt, now) : this.status(run),
    ];
    return parts.join(' · ');
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
