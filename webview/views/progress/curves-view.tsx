import { useMemo, useState } from 'preact/hooks';
import type { RunComparison } from '#shared/protocol/messages';
import type { RunState } from '#shared/run-state';
import { balanceOfResults, unevenSentence } from '#shared/balance';
import { partOfResults, partOnTheWay } from '#shared/part';
import { resultOf } from '#shared/result';
import { formatList, formatPercent, formatTick, formatTickPercent } from '../../format';
import type { ViewState } from '../../host';
import { LineChart } from '../../render/line-chart';
import type { Range } from '../../render/value-range';
import type { Theme } from '../../render/theme';
import { bestInWords } from './best';
import { Controls } from './controls';
import { type Curve, curvesOf, extent, longest, nearestIndex, runsLeftOut } from './curves';
import { EpochTable } from './epoch-table';
import { Insights, useInsights } from './insights-view';
import { Legend } from './legend';
import { metricName } from './metric-name';
import { marksInWords, marksOf } from './marks';
import { labelOf, placeName, readingsAt } from './readings';
import { beyond, isLogarithmic, isRestless, linesOf, valueRange } from './shown-curves';
import { strings } from './strings';
import { Tooltip } from './tooltip';
import { following, scaled, wholeRange } from './zoom';

interface CurvesProps {
  readonly state: RunState;
  readonly compared: RunComparison | null;
  readonly theme: Theme;
  readonly viewState: ViewState;
  readonly onViewState: (viewState: ViewState) => void;
}

/** The table of more networks has no room beside the chart. */
const BESIDE = 4;
/** Rows of the legend that a small chart makes room for. */
const ROWS = 6;
/** More dots than this are a line. */
const DOTS = 60;

/** Curves of all networks over one axis, with the values under the cursor or the latest ones. */
export function Curves({ state, compared, theme, viewState, onViewState }: CurvesProps) {
  const [cursor, setCursor] = useState<number | null>(null);
  const [zoom, setZoom] = useState<Range | null>(null);
  const [plot, setPlot] = useState({ left: 0, width: 600 });
  const { metric, axis, hidden } = viewState;
  const curves = useMemo(
    () => curvesOf(state, compared, metric, axis),
    [state, compared, metric, axis],
  );
  const results = useMemo(
    () => curvesOf(state, compared, 'testAccuracy', axis),
    [state, compared, axis],
  );
  const visible = useMemo(
    () => curves.filter(({ key }) => !hidden.includes(key)),
    [curves, hidden],
  );
  const reference = longest(visible);
  const whole = wholeRange(extent(visible), axis);
  const range = zoom ?? whole;
  const [from, to] = range;
  const lines = useMemo(
    () => linesOf(visible, viewState, [from, to], plot.width, theme),
    [visible, viewState, from, to, plot.width, theme],
  );
  const values = useMemo(
    () => valueRange(lines, viewState, zoom !== null),
    [lines, viewState, zoom],
  );
  const marks = useMemo(() => marksOf(state, axis, visible, theme), [state, axis, visible, theme]);
  const best = bestInWords(state, visible);
  const { warnings, others } = useInsights(state);
  const { epochs, tests, run } = state;
  const table = useMemo(
    () =>
      epochs.length > 0 && (
        <EpochTable epochs={epochs} tests={tests} models={run.models} part={partOnTheWay(run)} />
      ),
    [epochs, tests, run],
  );

  const snap = (position: number): number =>
    reference === null
      ? position
      : reference.positions[nearestIndex(reference, Math.max(from, Math.min(to, position)))]!;
  const readings = readingsAt(visible, cursor, viewState);
  const name = cursor === null ? strings.latest : placeName(axis, cursor);

  function onKey(event: KeyboardEvent): void {
    if (reference === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const last = reference.values.length - 1;
    const at = cursor === null ? last : nearestIndex(reference, cursor);
    const anchor = cursor ?? to;
    const tenth = Math.max(1, Math.round(last / 10));
    const step = event.shiftKey ? 10 : 1;
    const targets: Record<string, number> = {
      ArrowLeft: at - step,
      ArrowDown: at - step,
      ArrowRight: at + step,
      ArrowUp: at + step,
      PageDown: at - tenth,
      PageUp: at + tenth,
      Home: 0,
      End: last,
    };
    const target = targets[event.key];
    if (target !== undefined) {
      const position = reference.positions[Math.max(0, Math.min(last, target))]!;
      setCursor(position);
      if (zoom !== null) setZoom(following(zoom, position));
    } else if (event.key === '+' || event.key === '=') setZoom(scaled(range, 0.5, anchor, whole));
    else if (event.key === '-') setZoom(scaled(range, 2, anchor, whole));
    else if (event.key === '0') setZoom(null);
    else return;
    event.preventDefault();
  }

  return (
    <section class="card" aria-label={strings.curves}>
      <Controls
        part={partOnTheWay(run)}
        viewState={viewState}
        onViewState={(changed) => {
          // A part of one axis is none of another.
          if (changed.axis !== axis) {
            setZoom(null);
            setCursor(null);
          }
          onViewState(changed);
        }}
        onResetZoom={
          zoom === null
            ? null
            : () => {
                setZoom(null);
              }
        }
      />
      <div
        class={run.models.length > BESIDE ? 'losses many' : 'losses'}
        style={{ '--rows': Math.min(curves.length, ROWS) }}
      >
        <div class="chart-box">
          {visible.length === 0 ? (
            <p class="chart-empty quiet">{whyEmpty(state, viewState, curves.length)}</p>
          ) : (
            <>
              <LineChart
                lines={lines}
                marks={marks}
                range={range}
                xLabel={strings.axisLabels[axis]}
                discrete={axis !== 'seconds'}
                values={values}
                logarithmic={isLogarithmic(viewState)}
                dots={!isRestless(viewState) && Math.max(...lines.map(({ x }) => x.length)) <= DOTS}
                theme={theme}
                label={strings.chartLabel(
                  metricName(metric, partOnTheWay(run)),
                  strings.axes[axis],
                )}
                valueText={`${name}: ${readings.map(({ label, text }) => `${label} ${text}`).join(', ')}`}
                formatX={formatTick}
                formatY={metric === 'testAccuracy' ? formatTickPercent : formatTick}
                stops={reference!.values.length}
                stop={cursor === null ? null : nearestIndex(reference!, cursor)}
                cursor={cursor}
                snap={snap}
                onPoint={(position) => {
                  setCursor(position === null ? null : snap(position));
                }}
                onKey={onKey}
                onZoom={setZoom}
                onLayout={(left, width) => {
                  setPlot({ left, width });
                }}
              />
              {cursor !== null && (
                <Tooltip
                  name={name}
                  readings={readings}
                  metric={metric}
                  left={plot.left + ((cursor - from) / (to - from)) * plot.width}
                  width={plot.left + plot.width}
                  theme={theme}
                />
              )}
            </>
          )}
        </div>
        <Legend
          part={partOnTheWay(run)}
          name={name}
          curves={curves}
          results={results}
          cursor={cursor}
          viewState={viewState}
          theme={theme}
          leftOut={runsLeftOut(compared)}
          onViewState={onViewState}
        />
        <div class="words">
          <TestedOnce state={state} />
          <Uneven state={state} />
          {best !== null && <p class="quiet small">{best}</p>}
          <Beyond curves={visible} peaks={beyond(lines, values)} />
          {marksInWords(state).map((sentence) => (
            <p key={sentence} class="quiet small">
              {sentence}
            </p>
          ))}
          <Insights insights={warnings} warning />
          <Insights insights={others} warning={false} />
        </div>
        {table}
      </div>
    </section>
  );
}

/** What the test images said, where the curves are of others. */
function TestedOnce({ state }: { readonly state: RunState }) {
  if (partOnTheWay(state.run) === 'test' || partOfResults(state) !== 'test') return null;
  const each = state.run.models.map(({ id }) => {
    const { accuracy, diverged } = resultOf(state, id)!;
    return strings.hasResult(id, diverged ? strings.divergedShort : formatPercent(accuracy));
  });
  return <p class="tested-once">{strings.testedOnce(formatList(each))}</p>;
}

/** That accuracy misleads, where it does. */
function Uneven({ state }: { readonly state: RunState }) {
  const { tests, evaluations, run } = state;
  const sentence = useMemo(() => {
    const balance = balanceOfResults(state);
    return balance && unevenSentence(balance, run.dataset.classes, partOfResults(state));
    // Batches say nothing of images.
  }, [tests, evaluations, run]);
  return sentence !== null && <p class="notice">{sentence}</p>;
}

interface BeyondProps {
  readonly curves: readonly Curve[];
  /** By the keys of the curves. */
  readonly peaks: ReadonlyMap<string, number>;
}

/** The arrows at the chart's upper edge, in words. */
function Beyond({ curves, peaks }: BeyondProps) {
  const each = curves.flatMap((curve) => {
    const highest = peaks.get(curve.key);
    return highest === undefined ? [] : [strings.upTo(labelOf(curve), formatTick(highest))];
  });
  return each.length === 0 ? null : <p class="quiet small">{strings.beyond(formatList(each))}</p>;
}

function whyEmpty(state: RunState, { metric, axis }: ViewState, curves: number): string {
  if (curves > 0) return strings.allHidden;
  if (metric !== 'trainingLoss') {
    return state.run.config.evaluateEachEpoch
      ? strings.noTest[partOnTheWay(state.run)]
      : strings.noTestUntilEnd;
  }
  return axis === 'epoch' ? strings.noEpoch : strings.noBatch;
}
