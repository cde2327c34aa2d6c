import type { ViewState } from '../../host';
import { legible, mix, parseColor, readableOn, toCss } from '../../render/color';
import type { ChartLine } from '../../render/line-chart';
import { fullRange, peaksAbove, type Range, usualRange } from '../../render/value-range';
import { dashes, type Theme } from '../../render/theme';
import type { Curve, CurveRun, Value } from './curves';
import { smooth } from './smooth';
import { isNumber, thinOut } from './thin-out';

/** How far shades of a network's colour are from it: those of neighbouring runs lie on either side. */
const SHADE = 0.4;
/** Behind their moving average, losses are as faint as can be seen. */
const FAINT = 0.28;

/** How a line is drawn, in the chart, in the legend and in pictures. */
export interface LineStyle {
  readonly color: string;
  readonly width: number;
  readonly dash: readonly number[];
}

/** A colour a network, dashes of its own too; where runs lie over one another, dashes and a shade a run. */
export function lineStyleOf({ index, run }: Pick<Curve, 'index' | 'run'>, theme: Theme): LineStyle {
  const color = theme.series[index % theme.series.length]!;
  return run === null
    ? { color, width: 1.75, dash: dashes[index % dashes.length]! }
    : { color: shade(color, run.index, theme), ...runLineStyle(run) };
}

/** What tells a run from others, whatever the network. */
export function runLineStyle({ index }: CurveRun): Omit<LineStyle, 'color'> {
  return { width: index === 0 ? 2 : 1.5, dash: dashes[index % dashes.length]! };
}

/** The colour itself for the shown run; by turns away from the background and towards it for others. */
function shade(color: string, index: number, { background }: Theme): string {
  if (index === 0) return color;
  const end = index % 2 === 1 ? readableOn(background) : background;
  return toCss(legible(mix(parseColor(color), end, SHADE), background));
}

/** Whether curves are made of batches, many and restless. */
export function isRestless({ metric, axis }: Pick<ViewState, 'metric' | 'axis'>): boolean {
  return metric === 'trainingLoss' && axis !== 'epoch';
}

/** Whether the vertical axis is one of powers: shares of images go from none to all. */
export function isLogarithmic({
  logarithmic,
  metric,
}: Pick<ViewState, 'logarithmic' | 'metric'>): boolean {
  return logarithmic && metric !== 'testAccuracy';
}

/**
 * What the vertical axis shows; null: all that there is, at a logarithmic scale. An outlier owns it only
 * in a part that the person has chosen.
 */
export function valueRange(
  lines: readonly ChartLine[],
  viewState: Pick<ViewState, 'logarithmic' | 'metric'>,
  chosen: boolean,
): Range | null {
  if (isLogarithmic(viewState)) return null;
  return chosen || viewState.metric === 'testAccuracy' ? fullRange(lines) : usualRange(lines);
}

/** The lines that go beyond the vertical axis, by their keys, and how far. */
export function beyond(lines: readonly ChartLine[], values: Range | null): Map<string, number> {
  const highest = new Map<string, number>();
  if (values === null) return highest;
  for (const line of lines) {
    if (!line.marked) continue;
    for (const { value } of peaksAbove(line, values)) {
      highest.set(line.key, Math.max(value, highest.get(line.key) ?? value));
    }
  }
  return highest;
}

/** The moving average of a curve, or its own values where there is nothing to smooth. */
export function smoothed(curve: Curve, viewState: ViewState): readonly Value[] {
  return viewState.smoothing > 0 && isRestless(viewState)
    ? smooth(curve.values, viewState.smoothing)
    : curve.values;
}

/** What a chart so many pixels wide draws of `curves`: the raw ones first, as they lie behind. */
export function linesOf(
  curves: readonly Curve[],
  viewState: ViewState,
  range: Range,
  columns: number,
  theme: Theme,
): ChartLine[] {
  const logarithmic = isLogarithmic(viewState);
  const line = (curve: Curve, values: readonly Value[]) => {
    // An average has no range of its own.
    const spread = values === curve.values ? curve.range : null;
    const { x, y } = thinOut(curve.positions, values, range, columns, spread);
    // No logarithm of nothing: the line breaks there.
    return {
      x,
      y: logarithmic ? y.map((value) => (value === null || value <= 0 ? null : value)) : y,
    };
  };
  const averaged = viewState.smoothing > 0 && isRestless(viewState);
  const raw = averaged
    ? curves.map((curve) => ({
        key: `${curve.key} raw`,
        ...line(curve, curve.values),
        ...lineStyleOf(curve, theme),
        width: 1,
        dash: [],
        opacity: FAINT,
        marked: false,
        ringed: null,
      }))
    : [];
  const main = curves.map((curve) => ({
    key: curve.key,
    ...line(curve, smoothed(curve, viewState)),
    ...lineStyleOf(curve, theme),
    opacity: 1,
    marked: true,
    ringed: ringOf(curve, logarithmic),
  }));
  return [...raw, ...main];
}

/** Where the network was best; null where that is nowhere on the chart. */
function ringOf({ best, positions, values }: Curve, logarithmic: boolean): ChartLine['ringed'] {
  const value = best === null ? null : valueAt(values, best);
  if (best === null || value === null || (logarithmic && value <= 0)) return null;
  return { x: positions[best]!, y: value };
}

/** The value of a curve at an index, or null where it is no number. */
export function valueAt(values: readonly Value[], index: number): number | null {
  const value = values[index];
  return isNumber(value) ? value : null;
}
