import type { DataSummary } from '#shared/data-summary';
import type { RunEvent } from '#shared/protocol/events';

/** Whether a run had other data, as far as names, classes and counts tell. */
export function isOther({ dataset }: Pick<RunEvent, 'dataset'>, summary: DataSummary): boolean {
  const counts = new Map(summary.parts.map(({ part, count }) => [part, count]));
  return (
    dataset.name !== summary.name ||
    dataset.train !== counts.get('train') ||
    dataset.validation !== counts.get('validation') ||
    dataset.test !== counts.get('test') ||
    dataset.classes.length !== summary.classes.length ||
    dataset.classes.some((name, i) => name !== summary.classes[i])
  );
}
