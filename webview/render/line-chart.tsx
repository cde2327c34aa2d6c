import { Component, createRef } from 'preact';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { dashes, type Theme } from './theme';

export interface LineChartProps {
  /** Positions, ascending. */
  readonly x: readonly number[];
  /** One series a line, each as long as `x`. */
  readonly series: readonly { readonly label: string; readonly values: readonly number[] }[];
  readonly xLabel: string;
  readonly logarithmic: boolean;
  readonly theme: Theme;
  /** Says what the picture shows. */
  readonly label: string;
  readonly format: (value: number) => string;
  /** The point under the mouse, or null. */
  readonly onHover: (index: number | null) => void;
}

const HEIGHT = 220;

/** Lines over a common axis. New points are added to the chart that stands; only its looks remake it. */
export class LineChart extends Component<LineChartProps> {
  private readonly container = createRef<HTMLDivElement>();
  private chart: uPlot | null = null;
  private readonly resize = new ResizeObserver(() => {
    this.chart?.setSize({ width: this.width, height: HEIGHT });
  });

  override componentDidMount(): void {
    this.create();
    this.resize.observe(this.container.current!);
  }

  override componentDidUpdate(before: LineChartProps): void {
    const { theme, logarithmic, xLabel, series } = this.props;
    const sameLooks =
      before.theme === theme &&
      before.logarithmic === logarithmic &&
      before.xLabel === xLabel &&
      before.series.map(({ label }) => label).join() === series.map(({ label }) => label).join();
    if (sameLooks) {
      this.chart?.setData(this.data);
    } else {
      this.chart?.destroy();
      this.create();
    }
  }

  override componentWillUnmount(): void {
    this.resize.disconnect();
    this.chart?.destroy();
  }

  override render() {
    return <div ref={this.container} class="chart" role="img" aria-label={this.props.label} />;
  }

  private get width(): number {
    return this.container.current!.clientWidth;
  }

  private get data(): uPlot.AlignedData {
    const { x, series } = this.props;
    return [x as number[], ...series.map(({ values }) => values as number[])];
  }

  private create(): void {
    const { series, theme, logarithmic, format, xLabel } = this.props;
    const axis = {
      stroke: theme.foreground,
      grid: { stroke: theme.grid, width: 1 },
      ticks: { stroke: theme.grid, width: 1 },
      font: '11px var(--vscode-font-family, sans-serif)',
    };
    const options: uPlot.Options = {
      width: this.width,
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false, drag: { x: true, y: false } },
      // uPlot's names for these are a const enum, which a bundler cannot read.
      // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment
      scales: { x: { time: false }, y: { distr: logarithmic ? 3 : 1 } },
      axes: [
        {
          ...axis,
          label: xLabel,
          labelSize: 18,
          size: 32,
          labelFont: axis.font,
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000],
        },
        {
          ...axis,
          size: 46,
          values: (_chart, values) =>
            values.map((v: number | null) => (v === null ? '' : String(Number(v.toPrecision(3))))),
        },
      ],
      series: [
        {},
        ...series.map(({ label }, index) => ({
          label,
          stroke: theme.series[index % theme.series.length]!,
          width: 1.5,
          dash: dashes[index % dashes.length] as number[],
          // A single point has no line to be seen by.
          points: { show: (chart: uPlot) => chart.data[0].length < 2 },
          value: (_chart: uPlot, value: number | null) => (value === null ? '' : format(value)),
        })),
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
