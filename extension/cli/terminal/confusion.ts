import type { EvaluationEvent } from '../../protocol/events';
import { formatPercent } from './format';
import type { Style } from './style';

/**
 * A confusion matrix as a heat map, rows actual and columns predicted, with each class's recall at the
 * end of its row and precision below its column. Right and wrong have scales of their own: beside a
 * thousand right answers, ten confusions would not show.
 */
export function confusionTable(
  { confusion, precision, recall }: EvaluationEvent,
  classes: readonly string[],
  style: Style,
): string[] {
  const right = Math.max(1, ...confusion.map((row, i) => row[i]!));
  const wrong = Math.max(
    1,
    ...confusion.flatMap((row, i) => row.filter((_, column) => column !== i)),
  );
  const longest = Math.max(...classes.map((name) => name.length), right.toString().length);
  const cell = Math.max(5, longest + 1);
  const edge = Math.max(7, longest);
  const pad = (text: string): string => text.padStart(cell);
  const percent = (share: number): string => formatPercent(share, 0);

  const above = `${' '.repeat(edge)}    predicted`;
  const header = `${'actual'.padEnd(edge)} ${classes.map(pad).join('')}   recall`;
  const rows = confusion.map((row, actual) => {
    const cells = row.map((count, predicted) => {
      const isRight = predicted === actual;
      const strength = count / (isRight ? right : wrong);
      // Empty cells stay empty, so that the eye finds the confusions.
      return style.heat(pad(count === 0 ? '·' : count.toString()), strength, isRight);
    });
    return `${classes[actual]!.padStart(edge)} ${cells.join('')}   ${percent(recall[actual]!).padStart(6)}`;
  });
  const footer = `${'precis.'.padEnd(edge)} ${precision.map((share) => pad(percent(share).replace(' ', ''))).join('')}`;
  return [style.dim(above), style.dim(header), ...rows, style.dim(footer)];
}
