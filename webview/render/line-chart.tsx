import { Component, createRef } from 'preact';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { dashes, type Theme } from './theme';

export interface LineChartProps {
  /** Positions, ascending. */
  readonly x: readonly number[];
  /** One series a line, each as long as `x`; null leaves a gap. */
  readonly series: readonly {
    readonly label: string;
    readonly values: readonly (number | null)[];
  }[];
  readonly xLabel: string;
  readonly logarithmic: boolean;
  /** Draws a dot for each value: for few of them. */
  readonly dots: boolean;
  readonly theme: Theme;
  /** What the chart shows, and the values where the cursor is. */
  readonly label: string;
  readonly valueText: string;
  readonly formatTick: (value: number) => string;
  /** The index of the point under the mouse or the keyboard's cursor, or null. */
  readonly hovered: number | null;
  readonly onHover: (index: number | null) => void;
}

/** Lines over a common axis. New points are added to the chart that stands; only its looks remake it. */
export class LineChart extends Component<LineChartProps> {
  private readonly container = createRef<HTMLDivElement>();
  private chart: uPlot | null = null;
  private readonly resize = new ResizeObserver(() => {
    if (this.chart?.width !== this.size.width) this.chart?.setSize(this.size);
  });

  override componentDidMount(): void {
    this.create();
    this.resize.observe(this.container.current!);
  }

  override componentDidUpdate(before: LineChartProps): void {
    const { theme, logarithmic, dots, xLabel, series } = this.props;
    const sameLooks =
      before.theme === theme &&
      before.logarithmic === logarithmic &&
      before.dots === dots &&
      before.xLabel === xLabel &&
      before.series.map(({ label }) => label).join() === series.map(({ label }) => label).join();
    if (!sameLooks) {
      this.chart?.destroy();
      this.create();
    } else if (before.series !== series) {
      this.chart?.setData(this.data);
    }
  }

  override componentWillUnmount(): void {
    this.resize.disconnect();
    this.chart?.destroy();
  }

  override render() {
    const { label, valueText, x, hovered } = this.props;
    return (
      <div
        ref={this.container}
        class="chart"
        // The cursor is moved as a slider is, and its values are spoken like a slider's.
        role="slider"
        aria-label={label}
        aria-valuemin={1}
        aria-valuemax={x.length}
        aria-valuenow={(hovered ?? x.length - 1) + 1}
        aria-valuetext={valueText}
        tabIndex={0}
        onKeyDown={this.moveCursor}
        onBlur={() => this.chart?.setCursor({ left: -10, top: -10 })}
      />
    );
  }

  /** Left and right go from point to point, with Shift by ten; Home and End to the ends. */
  private readonly moveCursor = (event: KeyboardEvent): void => {
    const { chart } = this;
    const last = this.props.x.length - 1;
    if (chart === null || last < 0) return;
    const at = chart.cursor.idx ?? last;
    const step = event.shiftKey ? 10 : 1;
    const targets: Record<string, number> = {
      ArrowLeft: at - step,
      ArrowRight: at + step,
      Home: 0,
      End: last,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const index = Math.max(0, Math.min(last, target));
    chart.setCursor({ left: chart.valToPos(this.props.x[index]!, 'x'), top: 0 });
  };

  private get size(): { width: number; height: number } {
    const width = this.container.current!.clientWidth;
    return { width, height: Math.round(Math.max(190, Math.min(320, width * 0.36))) };
  }

  private get data(): uPlot.AlignedData {
    const { x, series } = this.props;
    return [x as number[], ...series.map(({ values }) => values as (number | null)[])];
  }

  private create(): void {
    const { series, theme, logarithmic, dots, formatTick, xLabel } = this.props;
    const font = `11px ${theme.fontFamily}`;
    const axis = {
      stroke: theme.foreground,
      grid: { stroke: theme.grid, width: 1 },
      ticks: { stroke: theme.grid, width: 1, size: 4 },
      font,
      labelFont: font,
    };
    const options: uPlot.Options = {
      ...this.size,
      padding: [8, 10, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false } },
      // uPlot's names for these are a const enum, which a bundler cannot read.
      // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment
      scales: { x: { time: false }, y: { distr: logarithmic ? 3 : 1 } },
      axes: [
        {
          ...axis,
          label: xLabel,
          labelSize: 16,
          labelGap: 0,
          size: 26,
          space: 44,
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000],
        },
        {
          ...axis,
          size: 42,
          gap: 4,
          values: (_chart, values) =>
            values.map((v: number | null) => (v === null ? '' : formatTick(v))),
        },
      ],
      series: [
        {},
        ...series.map(({ label }, index) => {
          const stroke = theme.series[index % theme.series.length]!;
          return {
            label,
            stroke,
            width: 1.75,
            dash: dashes[index % dashes.length] as number[],
            points: {
              // A single point has no line to be seen by.
              show: (chart: uPlot) => dots || chart.data[0].length < 2,
              size: 6,
              fill: stroke,
            },
          };
        }),
      ],
      hooks: {
        setCursor: [
          (chart) => {
            this.props.onHover(chart.cursor.idx ?? null);
          },
        ],
      },
    };
    this.chart = new uPlot(options, this.data, this.container.current!);
  }
}
