import type { ComponentChildren } from 'preact';
import type { Part } from '#shared/part';
import type { ViewState } from '../../host';
import { StrokeKey } from '../../render/series-key';
import type { Theme } from '../../render/theme';
import { metricName } from './metric-name';
import type { Curve, CurveRun } from './curves';
import { formatValue, type Reading, readingsAt, runName } from './readings';
import { runLineStyle, type LineStyle, lineStyleOf } from './shown-curves';
import { strings } from './strings';

interface LegendProps {
  /** The images that are judged after each epoch. */
  readonly part: Part;
  /** What the values are of. */
  readonly name: string;
  readonly curves: readonly Curve[];
  /** The curves of accuracy, for what came of the networks: it stands beside any loss. */
  readonly results: readonly Curve[];
  readonly cursor: number | null;
  readonly viewState: ViewState;
  readonly theme: Theme;
  /** Runs of the comparison that have no curves. */
  readonly leftOut: number;
  readonly onViewState: (viewState: ViewState) => void;
}

/** With more runs than this, only the shown one is unfolded at first. */
const UNFOLDED = 3;

/** All curves with their values, and the networks' results, run by run; each can be switched off. */
export function Legend(props: LegendProps) {
  const { part, name, curves, results, cursor, viewState, theme, leftOut, onViewState } = props;
  const { hidden, metric } = viewState;
  const accuracies = new Map(
    metric === 'testAccuracy'
      ? []
      : readingsAt(results, cursor, { ...viewState, metric: 'testAccuracy' }).flatMap(
          ({ curve, value }) => (value === null ? [] : [[curve.key, value]]),
        ),
  );
  const runs = byRun(readingsAt(curves, cursor, viewState));
  return (
    <div class="legend" role="group" aria-label={strings.legend}>
      <p class="legend-head">
        <span class="legend-position">{name}</span>
        {accuracies.size > 0 && <span>{metricName('testAccuracy', part)}</span>}
      </p>
      <div class="legend-runs">
        {runs.map(({ run, readings }) => (
          <Run key={run?.index} run={run} open={runs.length <= UNFOLDED || run?.index === 0}>
            {readings.map(({ curve, label, text }) => (
              <Item
                key={curve.key}
                title={label}
                name={curve.model}
                value={text}
                result={accuracies.get(curve.key)}
                stroke={lineStyleOf(curve, theme)}
                on={!hidden.includes(curve.key)}
                onSwitch={(on) => {
                  const others = hidden.filter((key) => key !== curve.key);
                  onViewState({ ...viewState, hidden: on ? others : [...others, curve.key] });
                }}
              />
            ))}
          </Run>
        ))}
      </div>
      {leftOut > 0 && <p class="quiet small">{strings.leftOut(leftOut)}</p>}
    </div>
  );
}

interface RunReadings {
  readonly run: CurveRun | null;
  readonly readings: readonly Reading[];
}

/** In the order of the curves, which has those of a run together. */
function byRun(readings: readonly Reading[]): RunReadings[] {
  const runs = new Set(readings.map(({ curve }) => curve.run?.index));
  return [...runs].map((index) => {
    const own = readings.filter(({ curve }) => curve.run?.index === index);
    return { run: own[0]!.curve.run, readings: own };
  });
}

interface RunProps {
  readonly run: CurveRun | null;
  /** At first. */
  readonly open: boolean;
  readonly children: ComponentChildren;
}

/** The networks of a run; under its name, where there are several. */
function Run({ run, open, children }: RunProps) {
  const items = <div class="legend-items">{children}</div>;
  if (run === null) return items;
  const name = runName(run);
  return (
    <details class="legend-run" open={open}>
      <summary title={name}>
        <StrokeKey color="currentColor" {...runLineStyle(run)} />
        <span class="legend-label">{name}</span>
      </summary>
      {items}
    </details>
  );
}

interface ItemProps {
  readonly title: string;
  readonly name: string;
  readonly value: string;
  /** Test accuracy. */
  readonly result: number | undefined;
  readonly stroke: LineStyle;
  readonly on: boolean;
  readonly onSwitch: (on: boolean) => void;
}

function Item({ title, name, value, result, stroke, on, onSwitch }: ItemProps) {
  const { color, width, dash } = stroke;
  return (
    <button
      type="button"
      class="legend-item"
      aria-pressed={on}
      onClick={() => {
        onSwitch(!on);
      }}
    >
      <StrokeKey color={color} width={width + 0.75} dash={dash} />
      <span class="legend-label" title={title}>
        {name}
      </span>{' '}
      <span class="legend-value">{value}</span>{' '}
      {result !== undefined && (
        <span class="legend-result">{formatValue('testAccuracy', result)}</span>
      )}
    </button>
  );
}
