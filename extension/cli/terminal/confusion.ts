import { mostConfused, type Share, total } from '#shared/confusion';
import { formatCount, formatWholePercent } from '#shared/format';
import type { EvaluationEvent } from '#shared/protocol/events';
import { columnsOf, pad, shorten, wrap } from './columns';
import type { Style } from './style';
import { table } from './table';

const COLUMNS = 80;
/** Room for a class's name at the start of its row, and for its recall at the end. */
const LEAST_EDGE = 7;
const RECALL = 10;

/**
 * A confusion matrix, rows actual and columns predicted, as far as it fits 80 columns; of more classes, what
 * each is taken for most often.
 */
export function confusionTable(
  evaluation: EvaluationEvent,
  classes: readonly string[],
  style: Style,
): string[] {
  const largest = Math.max(1, ...evaluation.confusion.flat());
  const cell = Math.max(5, largest.toString().length + 1);
  const lines =
    classes.length * cell + LEAST_EDGE + RECALL <= COLUMNS
      ? matrix(evaluation, classes, cell, style)
      : classList(evaluation, classes, style);
  return [
    ...lines,
    ...whyNone('Not among the test images, so without a recall', evaluation.recall, classes),
    ...whyNone('Never predicted, so without a precision', evaluation.precision, classes),
  ];
}

/** Which classes have a dash for a share, if any have. */
function whyNone(why: string, shares: readonly Share[], classes: readonly string[]): string[] {
  const without = classes.filter((_, i) => shares[i] === null);
  return without.length === 0 ? [] : wrap(`${why}: ${without.join(', ')}.`, COLUMNS);
}

/**
 * A heat map, with each class's recall at the end of its row and precision below its column. Right and
 * wrong have scales of their own: beside a thousand right answers, ten confusions would not show.
 */
function matrix(
  { confusion, precision, recall }: EvaluationEvent,
  classes: readonly string[],
  cell: number,
  style: Style,
): string[] {
  const right = Math.max(1, ...confusion.map((row, i) => row[i]!));
  const wrong = Math.max(
    1,
    ...confusion.flatMap((row, i) => row.filter((_, column) => column !== i)),
  );
  const longest = Math.max(...classes.map(columnsOf));
  const room = COLUMNS - RECALL - classes.length * cell;
  const edge = Math.min(Math.max(LEAST_EDGE, longest), room);
  const inCell = (text: string): string => pad(text, cell, 'right');

  const above = `${' '.repeat(edge)}    predicted`;
  const heads = classes.map((name) => inCell(shorten(name, cell - 1))).join('');
  const header = `${'actual'.padEnd(edge)} ${heads}   recall`;
  const rows = confusion.map((row, actual) => {
    const cells = row.map((count, predicted) => {
      const isRight = predicted === actual;
      const strength = count / (isRight ? right : wrong);
      // Empty cells stay empty, so that the eye finds the confusions.
      return style.heat(inCell(count === 0 ? '·' : count.toString()), strength, isRight);
    });
    const name = pad(shorten(classes[actual]!, edge), edge, 'right');
    return `${name} ${cells.join('')}   ${formatWholePercent(recall[actual]).padStart(6)}`;
  });
  const footer = `${'precis.'.padEnd(edge)} ${precision.map((share) => inCell(formatWholePercent(share))).join('')}`;
  return [style.dim(above), style.dim(header), ...rows, style.dim(footer)];
}

/** One line a class. */
function classList(
  { confusion, precision, recall }: EvaluationEvent,
  classes: readonly string[],
  style: Style,
): string[] {
  const name = (index: number): string => shorten(classes[index]!, 16);
  const header = ['actual', 'images', 'recall', 'precision', 'most often taken for'];
  const mistakes = mostConfused(confusion, Infinity);
  const rows = confusion.map((row, actual) => {
    const others = mistakes
      .filter((mistake) => mistake.actual === actual)
      .slice(0, 2)
      .map(({ predicted, count }) => `${name(predicted)} (${formatCount(count)})`);
    return [
      name(actual),
      formatCount(total(row)),
      formatWholePercent(recall[actual]),
      formatWholePercent(precision[actual]),
      others.join(', '),
    ];
  });
  const [head, ...lines] = table([header, ...rows], ['left', 'right', 'right', 'right', 'left']);
  return [style.dim(head!), ...lines];
}
