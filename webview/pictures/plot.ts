import { element, pathThrough, text } from '#shared/svg';
import type { ChartLine, ChartMark } from '../render/line-chart';
import { MARK, RING } from '../render/signs';
import { peaksAbove, type Range } from '../render/value-range';
import { linearTicks, logarithmicTicks } from './ticks';

/** One line of a plot. */
export type PlotLine = Omit<ChartLine, 'key' | 'marked'>;

export interface Plot {
  readonly title: string;
  readonly xLabel: string;
  readonly lines: readonly PlotLine[];
  readonly marks: readonly ChartMark[];
  readonly xRange: Range;
  /** Null for a logarithmic scale, which shows all that there is. */
  readonly yRange: Range | null;
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
  const logarithmic = plot.yRange === null;
  const yRange = plot.yRange ?? powersOf(plot.lines);
  const [yLow, yHigh] = yRange;
  const scale = logarithmic ? Math.log10 : (value: number): number => value;
  const toX = (x: number): number =>
    area.left + ((x - xLow) / (xHigh - xLow)) * (area.right - area.left);
  const toY = (y: number): number =>
    area.bottom -
    ((scale(y) - scale(yLow)) / (scale(yHigh) - scale(yLow))) * (area.bottom - area.top);
  const xTicks = linearTicks(xLow, xHigh, (area.right - area.left) / 80);
  const yTicks = logarithmic
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
    ...plot.marks.map(({ x, color }) =>
      element('line', {
        ...{ x1: toX(x), x2: toX(x), y1: area.top, y2: area.bottom },
        ...{ stroke: color, 'stroke-width': MARK.width, 'stroke-dasharray': MARK.dash.join(' ') },
      }),
    ),
    clipped(
      plot.lines.map(({ x, y, color, width, dash, opacity }) =>
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
      { x: area.left, y: area.top, width: area.right - area.left, height: area.bottom - area.top },
    ),
    ...plot.lines.flatMap(({ x, y, color }) =>
      x.length <= 60
        ? x.flatMap((position, i) => {
            const value = y[i];
            if (value === null || value === undefined || value > yHigh) return [];
            return [element('circle', { cx: toX(position), cy: toY(value), r: 2.5, fill: color })];
          })
        : [],
    ),
    ...plot.lines.flatMap(({ ringed, color }) =>
      ringed === null || ringed.y > yHigh
        ? []
        : [
            element('circle', {
              ...{ cx: toX(ringed.x), cy: toY(ringed.y), r: RING.radius },
              ...{ fill: 'none', stroke: color, 'stroke-width': RING.width },
            }),
          ],
    ),
    ...plot.lines.flatMap((line) =>
      peaksAbove(line, yRange).map(({ x, value }) =>
        peakMark(toX(x), area.top, line.color, plot.formatY(value)),
      ),
    ),
  );
}

/** What sticks out of a box is not seen. */
function clipped(
  content: readonly string[],
  box: Readonly<Record<'x' | 'y' | 'width' | 'height', number>>,
): string {
  const id = `plot-${Math.round(box.y)}`;
  return (
    element('clipPath', { id }, element('rect', box)) +
    element('g', { 'clip-path': `url(#${id})` }, ...content)
  );
}

/** An arrow at the upper edge, where a line goes on beyond it, and how far. */
function peakMark(x: number, top: number, color: string, value: string): string {
  return (
    element('polygon', {
      points: `${x},${top} ${x - 4},${top + 7} ${x + 4},${top + 7}`,
      fill: color,
    }) + text({ x: x + 7, y: top + 9, 'font-size': 11, fill: color }, value)
  );
}

function gridLine(
  stroke: string,
  ends: Readonly<Record<'x1' | 'x2' | 'y1' | 'y2', number>>,
): string {
  return element('line', { ...ends, stroke, 'stroke-width': 1 });
}

/** From the least to the largest value, with some air as a logarithmic scale has it. */
function powersOf(lines: readonly PlotLine[]): Range {
  let [low, high] = [Infinity, -Infinity];
  for (const value of lines.flatMap(({ y }) => y.filter((value) => value !== null))) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low > high ? [0.1, 1] : [low / 1.1, high * 1.1];
}
