import type { RunComparison } from '#shared/protocol/messages';
import { type Part, partOnTheWay } from '#shared/part';
import type { RunState } from '#shared/run-state';
import { formatTick, formatTickPercent } from '../format';
import type { ViewState, Metric } from '../host';
import type { Theme } from '../render/theme';
import { type Curve, curvesOf, extent, runsLeftOut } from '../views/progress/curves';
import { bestInWords } from '../views/progress/best';
import { marksInWords, marksOf } from '../views/progress/marks';
import { metricName } from '../views/progress/metric-name';
import { formatValue, labelOf, readingsAt } from '../views/progress/readings';
import { linesOf, lineStyleOf, valueRange } from '../views/progress/shown-curves';
import { strings } from '../views/progress/strings';
import { wholeRange } from '../views/progress/zoom';
import { type Plot, plotSvg } from './plot';
import { strings as pictureStrings } from './strings';
import { PADDING, page } from './page';
import { element, text } from '#shared/svg';

const WIDTH = 960;
const PLOT_HEIGHT = 320;
const LEGEND_ROW = 22;
const LEGEND_COLUMNS = 2;
/** Characters that are surely no wider than the picture. */
const LINE = 120;

/**
 * The curves of a run as an SVG file: losses, and test accuracies if there are any, one below the other,
 * over the axis and at the scale and smoothing that the person looks at. Who is switched off is left out.
 */
export function curvesSvg(
  title: string,
  state: RunState,
  compared: RunComparison | null,
  viewState: ViewState,
  theme: Theme,
): string {
  const shown = (metric: Metric): Curve[] =>
    curvesOf(state, compared, metric, viewState.axis).filter(
      ({ key }) => !viewState.hidden.includes(key),
    );
  const losses = shown('trainingLoss');
  const accuracies = shown('testAccuracy');
  const part = partOnTheWay(state.run);
  const plots = [
    plotOf(state, losses, { ...viewState, metric: 'trainingLoss' }, theme),
    ...(accuracies.length > 0
      ? [plotOf(state, accuracies, { ...viewState, metric: 'testAccuracy' }, theme)]
      : []),
  ];
  const legendTop = PADDING + 36;
  const legendRows = Math.ceil(losses.length / LEGEND_COLUMNS);
  const leftOut = runsLeftOut(compared);
  const best = bestInWords(state, accuracies);
  const remarks = [
    ...(leftOut === 0 ? [] : [pictureStrings.leftOut(leftOut)]),
    ...(best === null ? [] : [best]),
    ...marksInWords(state),
  ].flatMap(inLines);
  const remarksTop = legendTop + legendRows * LEGEND_ROW;
  const plotsTop = remarksTop + remarks.length * LEGEND_ROW + 16;
  const height = plotsTop + plots.length * PLOT_HEIGHT + PADDING / 2;
  return page(
    title,
    WIDTH,
    height,
    theme,
    ...losses.map((curve, i) => {
      const x = PADDING + ((i % LEGEND_COLUMNS) * (WIDTH - 2 * PADDING)) / LEGEND_COLUMNS;
      const y = legendTop + Math.floor(i / LEGEND_COLUMNS) * LEGEND_ROW;
      const last = accuracies.find(({ key }) => key === curve.key);
      return legendItem(curve, last, part, x, y, viewState, theme);
    }),
    ...remarks.map((words, i) => text({ x: PADDING, y: remarksTop + i * LEGEND_ROW }, words)),
    ...plots.map((plot, i) =>
      plotSvg(
        plot,
        {
          left: PADDING,
          top: plotsTop + i * PLOT_HEIGHT,
          width: WIDTH - 2 * PADDING,
          height: PLOT_HEIGHT,
        },
        theme,
      ),
    ),
  );
}

/** Words in lines that are no wider than the picture. */
function inLines(words: string): string[] {
  const lines: string[] = [];
  for (const word of words.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + word.length < LINE)
      lines.splice(-1, 1, `${line} ${word}`);
    else lines.push(word);
  }
  return lines;
}

function plotOf(
  state: RunState,
  curves: readonly Curve[],
  viewState: ViewState,
  theme: Theme,
): Plot {
  const xRange = wholeRange(extent(curves), viewState.axis);
  const accuracy = viewState.metric === 'testAccuracy';
  const lines = linesOf(curves, viewState, xRange, WIDTH, theme);
  return {
    title: metricName(viewState.metric, partOnTheWay(state.run)),
    xLabel: strings.axisLabels[viewState.axis],
    lines,
    marks: marksOf(state, viewState.axis, curves, theme),
    xRange,
    yRange: valueRange(lines, viewState, false),
    formatX: formatTick,
    formatY: accuracy ? formatTickPercent : formatTick,
  };
}

/** A network's line, its name, and its latest loss and accuracy. */
function legendItem(
  curve: Curve,
  tested: Curve | undefined,
  part: Part,
  x: number,
  y: number,
  viewState: ViewState,
  theme: Theme,
): string {
  const { color, width, dash } = lineStyleOf(curve, theme);
  const [reading] = readingsAt([curve], null, { ...viewState, metric: 'trainingLoss' });
  const accuracy = tested?.values.at(-1) ?? null;
  const [label, loss] = [labelOf(curve), reading!.text];
  const words =
    accuracy === null
      ? pictureStrings.loss(label, loss)
      : pictureStrings.lossAndAccuracy[part](label, loss, formatValue('testAccuracy', accuracy));
  return element(
    'g',
    {},
    element('line', {
      x1: x,
      x2: x + 28,
      y1: y - 4,
      y2: y - 4,
      stroke: color,
      'stroke-width': width + 0.75,
      ...(dash.length > 0 ? { 'stroke-dasharray': dash.join(' ') } : {}),
    }),
    text({ x: x + 36, y }, words),
  );
}
