import { element, pathThrough, text } from './svg';
import { linearTicks, logarithmicTicks } from './ticks';

/** One line of a plot. */
export interface PlotLine {
  readonly x: readonly number[];
  /** Null breaks the line. */
  readonly y: readonly (number | null)[];
  readonly color: string;
  readonly width: number;
  readonly dash: readonly number[];
  readonly opacity: number;
}

export interface Plot {
  readonly title: string;
  readonly xLabel: string;
  readonly lines: readonly PlotLine[];
  readonly xRange: readonly [number, number];
  readonly logarithmic: boolean;
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
}

/** Where on the page, in pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Ink {
  readonly foreground: string;
  readonly grid: string;
}

const MARGIN = { left: 52, right: 12, top: 30, bottom: 44 };

/** A plot with its axes, in a box of a picture. */
export function plotSvg(plot: Plot, box: Box, { foreground, grid }: Ink): string {
  const area = {
    left: box.left + MARGIN.left,
    right: box.left + box.width - MARGIN.right,
    top: box.top + MARGIN.top,
    bottom: box.top + box.height - MARGIN.bottom,
  };
  const [xLow, xHigh] = plot.xRange;
  const [yLow, yHigh] = rangeOf(plot);
  const scale = plot.logarithmic ? Math.log10 : (value: number): number => value;
  const toX = (x: number): number =>
    area.left + ((x - xLow) / (xHigh - xLow)) * (area.right - area.left);
  const toY = (y: number): number =>
    area.bottom -
    ((scale(y) - scale(yLow)) / (scale(yHigh) - scale(yLow))) * (area.bottom - area.top);
  const xTicks = linearTicks(xLow, xHigh, (area.right - area.left) / 80);
  const yTicks = plot.logarithmic
    ? logarithmicTicks(yLow, yHigh)
    : linearTicks(yLow, yHigh, (area.bottom - area.top) / 45);
  return element(
    'g',
    {},
    text({ x: box.left, y: box.top + 14, 'font-size': 14, 'font-weight': 600 }, plot.title),
    ...xTicks.map((tick) =>
      gridLine(grid, { x1: toX(tick), x2: toX(tick), y1: area.top, y2: area.bottom + 4 }),
    ),
    ...yTicks.map((tick) =>
      gridLine(grid, { x1: area.left - 4, x2: area.right, y1: toY(tick), y2: toY(tick) }),
    ),
    ...xTicks.map((tick) =>
      text({ x: toX(tick), y: area.bottom + 18, 'text-anchor': 'middle' }, plot.formatX(tick)),
    ),
    ...yTicks.map((tick) =>
      text({ x: area.left - 8, y: toY(tick) + 4, 'text-anchor': 'end' }, plot.formatY(tick)),
    ),
    text(
      { x: (area.left + area.right) / 2, y: area.bottom + 36, 'text-anchor': 'middle' },
      plot.xLabel,
    ),
    gridLine(foreground, { x1: area.left, x2: area.right, y1: area.bottom, y2: area.bottom }),
    ...plot.lines.map(({ x, y, color, width, dash, opacity }) =>
      element('path', {
        d: pathThrough(
          x.map((position, i) => {
            const value = y[i];
            return value === null || value === undefined ? null : [toX(position), toY(value)];
          }),
        ),
        fill: 'none',
        stroke: color,
        'stroke-width': width,
        'stroke-opacity': opacity,
        'stroke-linejoin': 'round',
        ...(dash.length > 0 ? { 'stroke-dasharray': dash.join(' ') } : {}),
      }),
    ),
    ...plot.lines.flatMap(({ x, y, color }) =>
      x.length <= 60
        ? x.flatMap((position, i) => {
            const value = y[i];
            if (value === null || value === undefined) return [];
            return [element('circle', { cx: toX(position), cy: toY(value), r: 2.5, fill: color })];
          })
        : [],
    ),
  );
}

function gridLine(
  stroke: string,
  place: Readonly<Record<'x1' | 'x2' | 'y1' | 'y2', number>>,
): string {
  return element('line', { ...place, stroke, 'stroke-width': 1 });
}

/** From the least to the largest value, with some air. */
function rangeOf({ lines, logarithmic }: Plot): [number, number] {
  const values = lines.flatMap(({ y }) => y.filter((value) => value !== null));
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return logarithmic ? [0.1, 1] : [0, 1];
  if (logarithmic) return [low / 1.1, high * 1.1];
  const air = (high - low) * 0.05 || Math.abs(high) * 0.05 || 1;
  return [low >= 0 ? Math.max(0, low - air) : low - air, high + air];
}
