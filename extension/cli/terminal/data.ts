import { type DataSummary, dataWarnings, recognisedAs } from '#shared/data-summary';
import { formatCount, formatShare } from '#shared/format';
import { partWord } from '#shared/part';
import { wrap } from './columns';
import type { Style } from './style';
import { table } from './table';

const COLUMNS = 80;

/** Images of each class in each part, and what a person should know of them. */
export function dataTable(summary: DataSummary, style: Style): string[] {
  const { name, classes, parts, pixels, notes } = summary;
  const header = ['class', ...parts.map(({ part }) => partWord(part))];
  const rows = [
    ...classes.map((label, i) => [label, ...parts.map(({ byClass }) => formatCount(byClass[i]!))]),
    ['all', ...parts.map(({ count }) => formatCount(count))],
    ...(parts.some(({ duplicates }) => duplicates > 0)
      ? [['repeated', ...parts.map(({ duplicates }) => formatCount(duplicates))]]
      : []),
  ];
  const alignments = header.map((_, i) => (i === 0 ? ('left' as const) : ('right' as const)));
  const [head, ...body] = table([header, ...rows], alignments);
  const said = [...dataWarnings(summary), ...notes];
  return [
    `${style.bold(name)}  ${recognisedAs(summary)}`,
    '',
    style.dim(head!),
    ...body,
    '',
    `Brightness ${pixels.map(({ mean, deviation }) => `${formatShare(mean)} ± ${formatShare(deviation)}`).join(', ')}`,
    ...said.flatMap((sentence) => wrap(sentence, COLUMNS)),
  ];
}
