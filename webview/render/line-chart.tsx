import { Component, createRef } from 'preact';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { MARK, RING } from './signs';
import type { Theme } from './theme';
import { peaksAbove, type Range } from './value-range';

export interface ChartLine {
  readonly key: string;
  /** Ascending. */
  readonly x: readonly number[];
  /** As long as `x`; null leaves a gap. */
  readonly y: readonly (number | null)[];
  readonly color: string;
  readonly width: number;
  readonly dash: readonly number[];
  /** 0 to 1 */
  readonly opacity: number;
  /** Whether the cursor marks its nearest point. */
  readonly marked: boolean;
  /** A point with a ring around it. */
  readonly ringed: { readonly x: number; readonly y: number } | null;
}

/** Something that happened there, as a line from the upper edge to the lower one. */
export interface ChartMark {
  readonly x: number;
  readonly color: string;
}

export interface LineChartProps {
  readonly lines: readonly ChartLine[];
  readonly marks: readonly ChartMark[];
  /** What part of the horizontal axis is seen. */
  readonly range: Range;
  /** What part of the vertical axis; null for all that the lines have. What is above it has a mark. */
  readonly values: Range | null;
  readonly xLabel: string;
  /** Whether there is nothing between the whole numbers of the horizontal axis. */
  readonly discrete: boolean;
  readonly logarithmic: boolean;
  /** Draws a dot for each value: for few of them. */
  readonly dots: boolean;
  readonly theme: Theme;
  /** What the chart shows, and the values where the cursor is. */
  readonly label: string;
  readonly valueText: string;
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
  /** The cursor's stops, and at which of them it is: null while there is no cursor. */
  readonly stops: number;
  readonly stop: number | null;
  /** Where the cursor stands. */
  readonly cursor: number | null;
  /** The position where a pointer at `position` puts the cursor. */
  readonly snap: (position: number) => number;
  /** A pointer is there; null when it has left. */
  readonly onPoint: (position: number | null) => void;
  readonly onKey: (event: KeyboardEvent) => void;
  /** The person has chosen a part by dragging; null for all. */
  readonly onZoom: (range: Range | null) => void;
  /** Pixels from the left edge to the plot, and its width. */
  readonly onLayout: (left: number, width: number) => void;
}

/** Half the width of an arrow, in pixels. */
const PEAK = 4;
/** Beside more arrows of a line there is no room for their values. */
const NAMED = 2;

const WHOLE_STEPS = [1, 2, 5].flatMap((n) => [1, 10, 100, 1000, 1e4, 1e5].map((m) => n * m));
const DISCRETE = WHOLE_STEPS.sort((a, b) => a - b);
const CONTINUOUS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, ...DISCRETE];

/** Lines over one axis, as large as the style sheet has it. New points are added to the chart that stands; only its looks remake it. */
export class LineChart extends Component<LineChartProps> {
  private readonly container = createRef<HTMLDivElement>();
  private chart: uPlot | null = null;
  private readonly resize = new ResizeObserver(() => {
    const { width, height } = this.size;
    if (this.chart?.width !== width || this.chart.height !== height) {
      this.chart?.setSize({ width, height });
    }
  });

  override componentDidMount(): void {
    this.create();
    this.resize.observe(this.container.current!);
  }

  override componentDidUpdate(before: LineChartProps): void {
    const { lines, range } = this.props;
    if (looksOf(before) !== looksOf(this.props) || before.theme !== this.props.theme) {
      this.chart?.destroy();
      this.create();
    } else if (
      before.lines !== lines ||
      before.marks !== this.props.marks ||
      before.range !== range ||
      before.values !== this.props.values
    ) {
      this.chart?.setData(align(lines));
    }
    this.placeCursor();
  }

  override componentWillUnmount(): void {
    this.resize.disconnect();
    this.chart?.destroy();
  }

  override render() {
    const { label, valueText, stops, stop, onKey, onPoint } = this.props;
    return (
      <div
        ref={this.container}
        class="chart"
        // The cursor is moved as a slider is, and its values are spoken like a slider's.
        role="slider"
        aria-label={label}
        aria-valuemin={1}
        aria-valuemax={stops}
        aria-valuenow={(stop ?? stops - 1) + 1}
        aria-valuetext={valueText}
        tabIndex={0}
        onKeyDown={onKey}
        onBlur={() => {
          onPoint(null);
        }}
      />
    );
  }

  /** The cursor stays where it is among the values, wherever new ones move these. */
  private readonly placeCursor = (): void => {
    const { chart } = this;
    const { cursor } = this.props;
    if (chart === null) return;
    const left = cursor === null ? -10 : chart.valToPos(cursor, 'x');
    if (Math.abs((chart.cursor.left ?? -10) - left) < 0.5) return;
    chart.setCursor({ left, top: cursor === null ? -10 : Math.max(0, chart.cursor.top ?? 0) });
  };

  private get size(): { width: number; height: number } {
    const { clientWidth, clientHeight } = this.container.current!;
    return { width: clientWidth, height: clientHeight };
  }

  private create(): void {
    const { lines, theme, logarithmic, dots, xLabel, discrete } = this.props;
    const font = `11px ${theme.fontFamily}`;
    const axis = {
      stroke: theme.foreground,
      grid: { stroke: theme.grid, width: 1 },
      ticks: { stroke: theme.grid, width: 1, size: 4 },
      font,
      labelFont: font,
    };
    // Asked for each time: what the values are can change under a chart that stands.
    const written = (format: 'formatX' | 'formatY') => (_chart: uPlot, values: (number | null)[]) =>
      values.map((value) => (value === null ? '' : this.props[format](value)));
    const options: uPlot.Options = {
      ...this.size,
      padding: [8, 12, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: true, y: false, setScale: false, dist: 5 },
        points: { size: 7 },
        move: (chart, left, top) => [this.snapped(chart, left), top],
        dataIdx: (chart, series, index) => {
          if (series === 0) return index;
          const { marked } = this.props.lines[series - 1]!;
          return marked ? lastValue(chart.data[series]!, index) : null;
        },
        bind: {
          dblclick: () => () => {
            this.props.onZoom(null);
            return null;
          },
        },
      },
      scales: {
        x: { time: false, range: () => [...this.props.range] },
        y: {
          // uPlot's names for these are a const enum, which a bundler cannot read.
          // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment
          distr: logarithmic ? 3 : 1,
          // Null leaves it to uPlot: its own function ends a logarithmic axis at powers.
          ...(this.props.values === null
            ? {}
            : { range: () => [...(this.props.values ?? [0, 1])] as [number, number] }),
        },
      },
      axes: [
        {
          ...axis,
          label: xLabel,
          labelSize: 16,
          labelGap: 0,
          size: 26,
          space: 48,
          incrs: discrete ? DISCRETE : CONTINUOUS,
          values: written('formatX'),
        },
        { ...axis, size: 44, gap: 4, values: written('formatY') },
      ],
      series: [
        {},
        ...lines.map(({ color, width, dash, opacity, marked }) => ({
          stroke: color,
          width,
          dash: [...dash],
          alpha: opacity,
          points: {
            // A single point has no line to be seen by.
            show: (chart: uPlot) => dots || (marked && chart.data[0].length < 2),
            size: 6,
            fill: color,
          },
        })),
      ],
      hooks: {
        ready: [this.tellLayout],
        setSize: [this.tellLayout],
        draw: [this.placeCursor, this.drawMarks, this.drawPeaks, this.drawRings],
        setSelect: [
          (chart) => {
            const { left, width } = chart.select;
            if (width === 0) return;
            this.props.onZoom([chart.posToVal(left, 'x'), chart.posToVal(left + width, 'x')]);
            chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          },
        ],
      },
    };
    const chart = new uPlot(options, align(lines), this.container.current!);
    chart.over.addEventListener('pointermove', ({ offsetX }) => {
      this.props.onPoint(chart.posToVal(offsetX, 'x'));
    });
    chart.over.addEventListener('pointerleave', () => {
      this.props.onPoint(null);
    });
    this.chart = chart;
  }

  private snapped(chart: uPlot, left: number): number {
    // While a part is chosen, the pointer is not held back.
    if (left < 0 || chart.cursor.event?.buttons === 1) return left;
    return chart.valToPos(this.props.snap(chart.posToVal(left, 'x')), 'x');
  }

  private readonly drawMarks = (chart: uPlot): void => {
    const { ctx } = chart;
    const { left, top, width, height } = chart.bbox;
    ctx.save();
    ctx.lineWidth = MARK.width * uPlot.pxRatio;
    ctx.setLineDash(MARK.dash.map((length) => length * uPlot.pxRatio));
    for (const { x, color } of this.props.marks) {
      const at = Math.round(chart.valToPos(x, 'x', true));
      if (at < left || at > left + width) continue;
      ctx.strokeStyle = color;
      ctx.beginPath();
      ctx.moveTo(at, top);
      ctx.lineTo(at, top + height);
      ctx.stroke();
    }
    ctx.restore();
  };

  /** Arrows at the upper edge, where lines go on beyond it, and how far the highest goes. */
  private readonly drawPeaks = (chart: uPlot): void => {
    const { lines, values, theme, formatY } = this.props;
    if (values === null) return;
    const { ctx } = chart;
    const { left, top, width } = chart.bbox;
    const size = PEAK * uPlot.pxRatio;
    ctx.save();
    ctx.font = `${11 * uPlot.pxRatio}px ${theme.fontFamily}`;
    ctx.textBaseline = 'top';
    for (const line of lines) {
      if (!line.marked) continue;
      const peaks = peaksAbove(line, values);
      ctx.fillStyle = line.color;
      for (const { x, value } of peaks) {
        const at = chart.valToPos(x, 'x', true);
        if (at < left || at > left + width) continue;
        ctx.beginPath();
        ctx.moveTo(at, top);
        ctx.lineTo(at - size, top + 1.6 * size);
        ctx.lineTo(at + size, top + 1.6 * size);
        ctx.fill();
        if (peaks.length > NAMED) continue;
        ctx.textAlign = at > left + width / 2 ? 'right' : 'left';
        const beside = ctx.textAlign === 'left' ? 1.8 * size : -1.8 * size;
        ctx.fillText(formatY(value), at + beside, top);
      }
    }
    ctx.restore();
  };

  private readonly drawRings = (chart: uPlot): void => {
    const { ctx } = chart;
    const { left, top, width, height } = chart.bbox;
    ctx.save();
    ctx.beginPath();
    // A ring at the edge is whole: it goes a little beyond the plot, no further than there is room.
    const room = RING.radius * uPlot.pxRatio;
    ctx.rect(left - room, top - room, width + 2 * room, height + 2 * room);
    ctx.clip();
    for (const { ringed, color } of this.props.lines) {
      if (ringed === null) continue;
      ctx.beginPath();
      const [x, y] = [chart.valToPos(ringed.x, 'x', true), chart.valToPos(ringed.y, 'y', true)];
      ctx.arc(x, y, room, 0, 2 * Math.PI);
      ctx.strokeStyle = color;
      ctx.lineWidth = RING.width * uPlot.pxRatio;
      ctx.stroke();
    }
    ctx.restore();
  };

  private readonly tellLayout = (chart: uPlot): void => {
    const ratio = uPlot.pxRatio;
    this.props.onLayout(chart.bbox.left / ratio, chart.bbox.width / ratio);
  };
}

/** All that only a new chart can show, as a key. */
function looksOf({ lines, values, logarithmic, dots, xLabel }: LineChartProps): string {
  const styles = lines.map(({ key, color, width, dash, opacity }) => [
    key,
    color,
    width,
    dash,
    opacity,
  ]);
  return JSON.stringify([logarithmic, values === null, dots, xLabel, styles]);
}

/** Lines with positions of their own as columns over all positions: undefined where one has none. */
export function align(lines: readonly ChartLine[]): uPlot.AlignedData {
  if (lines.length === 0) return [[]];
  return uPlot.join(lines.map(({ x, y }) => [x as number[], y as (number | null)[]]));
}

/** Index of the last value at or before `index`; null if there is none. */
function lastValue(values: ArrayLike<number | null | undefined>, index: number): number | null {
  for (let at = index; at >= 0; at--) if (typeof values[at] === 'number') return at;
  return null;
}
