import type { Confusion } from '#shared/confusion';
import { partWords } from '#shared/part';
import { resultOf } from '#shared/result';
import type { RunState } from '#shared/run-state';
import { formatCount, formatPercent } from '../format';
import { mix, readableOn, toCss } from '../render/color';
import { heatStrengths } from '../render/heat';
import type { Theme } from '../render/theme';
import { PADDING, page } from './page';
import { element, text } from '#shared/svg';
import { strings } from './strings';

const GAP = 36;
/** Room for the rows' names, and for the columns' and what is above them. */
const SIDE = 44;
const HEAD = 76;
/** With more classes than this, cells are too small for numbers. */
const READABLE = 16;
/** Side by side: more would be as wide as no page. */
const MOST_COLUMNS = 4;

/** The confusion matrices of a run beside and below each other as an SVG file, rows actual and columns predicted. */
export function confusionSvg(title: string, state: RunState, theme: Theme): string {
  const { classes } = state.run.dataset;
  const results = state.run.models.flatMap(({ id: model }) => {
    const { confusion, accuracy, diverged, part } = resultOf(state, model)!;
    return confusion === null ? [] : [{ model, confusion, accuracy, diverged, part }];
  });
  const cell = classes.length > READABLE ? Math.max(6, 480 / classes.length) : 34;
  const side = cell * classes.length;
  const top = PADDING + 44;
  const rows = Math.max(1, Math.ceil(results.length / MOST_COLUMNS));
  const columns = Math.max(1, Math.ceil(results.length / rows));
  const [stepRight, stepDown] = [SIDE + side + GAP, HEAD + side + GAP];
  const width = 2 * PADDING + columns * stepRight - GAP;
  const height = top + rows * stepDown - GAP + PADDING;
  return page(
    title,
    width,
    height,
    theme,
    ...results.map(({ model, accuracy, confusion, diverged, part }, i) =>
      element(
        'g',
        {
          transform: `translate(${PADDING + (i % columns) * stepRight} ${top + Math.floor(i / columns) * stepDown})`,
        },
        text({ y: 14, 'font-size': 14, 'font-weight': 600 }, model),
        text(
          { y: 32 },
          diverged ? strings.diverged : partWords[part].right(formatPercent(accuracy)),
        ),
        text({ x: SIDE + side / 2, y: 54, 'text-anchor': 'middle' }, strings.predicted),
        text(
          {
            transform: `translate(10 ${HEAD + side / 2}) rotate(-90)`,
            'text-anchor': 'middle',
          },
          strings.actual,
        ),
        ...names(classes, cell),
        ...cells(confusion, cell, theme),
      ),
    ),
  );
}

/** Beside the rows and above the columns, where they fit. */
function names(classes: readonly string[], cell: number): string[] {
  if (classes.length > READABLE) return [];
  return classes.flatMap((name, i) => {
    const short = name.length > 4 ? `${name.slice(0, 3)}…` : name;
    const middle = i * cell + cell / 2;
    return [
      text({ x: SIDE - 6, y: HEAD + middle + 4, 'text-anchor': 'end' }, short),
      text({ x: SIDE + middle, y: HEAD - 5, 'text-anchor': 'middle' }, short),
    ];
  });
}

function cells(confusion: Confusion, cell: number, theme: Theme): string[] {
  const strengths = heatStrengths(confusion);
  const numbered = confusion.length <= READABLE;
  return confusion.flatMap((row, i) =>
    row.map((count, j) => {
      const hue = i === j ? theme.right : theme.wrong;
      const background = mix(theme.background, hue, strengths[i]![j]!);
      const [x, y] = [SIDE + j * cell, HEAD + i * cell];
      const rect = element('rect', {
        x,
        y,
        width: cell,
        height: cell,
        fill: toCss(background),
        stroke: theme.grid,
        'stroke-width': 0.5,
      });
      if (!numbered) return rect;
      const at = { x: x + cell / 2, y: y + cell / 2 + 4, 'text-anchor': 'middle' };
      const ink = { fill: toCss(readableOn(background)), 'font-size': 11 };
      return rect + text({ ...at, ...ink }, formatCount(count));
    }),
  );
}
