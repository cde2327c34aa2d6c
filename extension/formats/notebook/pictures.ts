import { t } from '@vscode/l10n';
import type { Confusion } from '#shared/confusion';
import { formatCount, formatLoss } from '#shared/format';
import { document, element, pathThrough, text } from '#shared/svg';

/** Values of a network, one for each epoch; null for what is no number. */
export interface Curve {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

export interface Matrix {
  readonly title: string;
  readonly confusion: Confusion;
}

/** Told apart by people who see few colours, too (Okabe and Ito 2008). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];
const INK = '#222222';
const FONT = { 'font-family': 'sans-serif', 'font-size': 12, fill: INK };

const [WIDTH, HEIGHT] = [640, 320];
const MARGIN = { left: 64, right: 150, top: 16, bottom: 44 };
const TICKS = 4;

/** Losses by epoch, on white, as a notebook's own plots are. */
export function curvesPicture(curves: readonly Curve[]): string {
  const epochs = Math.max(1, ...curves.map(({ values }) => values.length));
  const known = curves.flatMap(({ values }) => values.filter((value) => value !== null));
  const highest = Math.max(...known, Number.MIN_VALUE);
  const [right, bottom] = [WIDTH - MARGIN.right, HEIGHT - MARGIN.bottom];
  const x = (epoch: number): number =>
    MARGIN.left + ((right - MARGIN.left) * (epoch - 1)) / Math.max(1, epochs - 1);
  const y = (value: number): number => bottom - ((bottom - MARGIN.top) * value) / highest;
  const ticks = Array.from({ length: TICKS + 1 }, (_, i) => (highest * i) / TICKS);
  return document(
    WIDTH,
    HEIGHT,
    FONT,
    element('rect', { width: WIDTH, height: HEIGHT, fill: '#ffffff' }),
    ...ticks.flatMap((value) => [
      element('path', { d: `M${MARGIN.left} ${y(value)}H${right}`, stroke: '#dddddd' }),
      text({ x: MARGIN.left - 8, y: y(value) + 4, 'text-anchor': 'end' }, formatLoss(value)),
    ]),
    ...[...new Set([1, epochs])].map((epoch) =>
      text({ x: x(epoch), y: bottom + 18, 'text-anchor': 'middle' }, formatCount(epoch)),
    ),
    text({ x: (MARGIN.left + right) / 2, y: HEIGHT - 8, 'text-anchor': 'middle' }, t('epoch')),
    ...curves.flatMap(({ name, values }, at) => {
      const stroke = COLOURS[at % COLOURS.length]!;
      const points = values.map((value, epoch) =>
        value === null ? null : ([x(epoch + 1), y(value)] as const),
      );
      const [row, line] = [MARGIN.top + 8 + 18 * at, { stroke, 'stroke-width': 2, fill: 'none' }];
      return [
        element('path', { d: pathThrough(points), ...line }),
        ...points.flatMap((point) =>
          point === null
            ? []
            : [element('circle', { cx: point[0], cy: point[1], r: 2.5, fill: stroke })],
        ),
        element('path', { d: `M${right + 12} ${row}h20`, ...line }),
        text({ x: right + 38, y: row + 4 }, name),
      ];
    }),
  );
}

const CELL = 30;
const SIDE = 56;
const HEAD = 64;
const GAP = 24;
/** With more classes than this, cells are too small for numbers. */
const READABLE = 16;

/** Confusion matrices side by side, rows actual and columns predicted: darker where a row has more of its images. */
export function matricesPicture(matrices: readonly Matrix[], classes: readonly string[]): string {
  const cell = classes.length > READABLE ? Math.max(4, 480 / classes.length) : CELL;
  const side = cell * classes.length;
  const width = matrices.length * (SIDE + side + GAP) + GAP;
  const height = HEAD + side + GAP;
  return document(
    width,
    height,
    FONT,
    element('rect', { width, height, fill: '#ffffff' }),
    ...matrices.map(({ title, confusion }, at) =>
      element(
        'g',
        { transform: `translate(${GAP + at * (SIDE + side + GAP)} 0)` },
        text({ x: SIDE, y: 20, 'font-size': 14, 'font-weight': 600 }, title),
        text({ x: SIDE + side / 2, y: 38, 'text-anchor': 'middle' }, t('predicted')),
        text(
          {
            transform: `translate(10 ${HEAD + side / 2}) rotate(-90)`,
            'text-anchor': 'middle',
          },
          t('actual'),
        ),
        ...(classes.length > READABLE ? [] : names(classes, cell)),
        ...confusion.flatMap((row, actual) => cellsOf(row, actual, cell, classes.length)),
      ),
    ),
  );
}

function names(classes: readonly string[], cell: number): string[] {
  return classes.flatMap((name, i) => {
    const short = name.length > 4 ? `${name.slice(0, 3)}…` : name;
    const middle = i * cell + cell / 2;
    return [
      text({ x: SIDE - 6, y: HEAD + middle + 4, 'text-anchor': 'end' }, short),
      text({ x: SIDE + middle, y: HEAD - 6, 'text-anchor': 'middle' }, short),
    ];
  });
}

function cellsOf(row: readonly number[], actual: number, cell: number, classes: number): string[] {
  const total = row.reduce((sum, count) => sum + count, 0);
  return row.map((count, predicted) => {
    const share = total === 0 ? 0 : count / total;
    const [x, y] = [SIDE + predicted * cell, HEAD + actual * cell];
    const box = element('rect', {
      ...{ x, y, width: cell, height: cell, stroke: '#dddddd', 'stroke-width': 0.5 },
      ...{ fill: COLOURS[0]!, 'fill-opacity': share },
    });
    if (classes > READABLE) return box;
    const place = { x: x + cell / 2, y: y + cell / 2 + 4, 'text-anchor': 'middle' };
    const ink = { fill: share > 0.5 ? '#ffffff' : INK, 'font-size': 10 };
    return box + text({ ...place, ...ink }, formatCount(count));
  });
}
