import { batchesOf, pointOf } from '#shared/batch-series';
import { hasDiverged, isDivergedLoss } from '#shared/divergence';
import type { RunComparison } from '#shared/protocol/messages';
import { partOnTheWay } from '#shared/part';
import type { RunState } from '#shared/run-state';
import { bestTestOf } from '#shared/weights';
import type { Axis, Metric } from '../../host';

/** What may stand where a number should: nothing, and NaN of a network that has diverged. */
export type Value = number | null | undefined;

/** One network's values over one axis. */
export interface Curve {
  /** Tells it from all others, also over several messages. */
  readonly key: string;
  /** The network. */
  readonly model: string;
  /** Index of the network in its run: gives the colour. */
  readonly index: number;
  /** Whose it is where runs lie over one another; null where there is but one. */
  readonly run: CurveRun | null;
  /** Ascending; at least as long as `values`. */
  readonly positions: readonly number[];
  readonly values: readonly Value[];
  /** The least and largest among the batches of each point; null where a point is one of them. */
  readonly range: Range | null;
  /** Index of the test after which the network was best, of a test curve of the run that is shown. */
  readonly best: number | null;
}

/** A run among those that lie over one another. */
export interface CurveRun {
  /** Null for the one that is shown. */
  readonly name: string | null;
  /** From 0 for the one that is shown. */
  readonly index: number;
}

/** The shown run and those laid over it: there is a kind of dashes for each of so many. */
export const MAXIMUM_RUNS = 10;

export interface Range {
  readonly least: readonly Value[];
  readonly most: readonly Value[];
}

/** How many of the runs laid over the shown one have no curves, as more could not be told apart. */
export function runsLeftOut(compared: RunComparison | null): number {
  return Math.max(0, (compared?.others.length ?? 0) + 1 - MAXIMUM_RUNS);
}

/** The curves of the run that is shown, and after them those of the first runs laid over it. */
export function curvesOf(
  state: RunState,
  compared: RunComparison | null,
  metric: Metric,
  axis: Axis,
): Curve[] {
  const laidOver = (compared?.others ?? []).slice(0, MAXIMUM_RUNS - 1);
  const run = laidOver.length === 0 ? null : { name: null, index: 0 };
  const own = ofRun(state, metric, axis).map((curve) => ({ ...curve, run }));
  const shown = state.run.models.map(({ id }) => id);
  const others = laidOver.flatMap(({ id, name, state: other }, position) =>
    ofRun(other, metric, axis).map((curve) => {
      const known = shown.indexOf(curve.model);
      return {
        ...curve,
        best: null,
        key: `${id}/${curve.key}`,
        // The same network has the same colour in every run.
        index: known === -1 ? curve.index : known,
        run: { name, index: position + 1 },
      };
    }),
  );
  return [...own, ...others].filter(({ values }) => values.length > 0);
}

function ofRun(state: RunState, metric: Metric, axis: Axis): Omit<Curve, 'run'>[] {
  const of = metric === 'trainingLoss' ? trainingLoss : tested;
  return state.run.models.map(({ id }, index) => ({
    key: id,
    model: id,
    index,
    ...of(state, id, axis, metric),
  }));
}

type Points = Pick<Curve, 'positions' | 'values'>;
type Drawn = Points & Pick<Curve, 'range' | 'best'>;

function trainingLoss(state: RunState, id: string, axis: Axis): Drawn {
  const values = state.batchLosses[id] ?? [];
  const range = rangeOf(state, id);
  switch (axis) {
    case 'batch':
      return { positions: counting(values.length, state.stride), values, range, best: null };
    case 'seconds':
      return { positions: state.batchSeconds[id] ?? [], values, range, best: null };
    case 'epoch':
      return {
        positions: state.epochs.map(({ epoch }) => epoch),
        values: state.epochs.map(({ losses }) => losses[id]),
        range: null,
        best: null,
      };
  }
}

function rangeOf({ stride, leastLosses, mostLosses }: RunState, id: string): Range | null {
  return stride === 1 ? null : { least: leastLosses[id] ?? [], most: mostLosses[id] ?? [] };
}

function tested(state: RunState, id: string, axis: Axis, metric: Metric): Drawn {
  const points = testsOf(state, id);
  const { batchesPerEpoch } = state.run.config;
  const seconds = state.batchSeconds[id] ?? [];
  const secondsAt = (batch: number): number =>
    seconds[pointOf(state, batch)] ?? state.open?.seconds[id] ?? 0;
  return {
    positions: points.map(({ batch }) =>
      axis === 'epoch' ? batch / batchesPerEpoch : axis === 'batch' ? batch : secondsAt(batch),
    ),
    values: points.map(({ loss, accuracy }) => (metric === 'testLoss' ? loss : accuracy)),
    range: null,
    best: bestIndex(state, id),
  };
}

/** Null where there is but one test, of which that says nothing. */
function bestIndex(state: RunState, id: string): number | null {
  const best = state.tests.length > 1 ? bestTestOf(state, id) : null;
  return best && state.tests.findIndex(({ epoch }) => epoch === best.epoch);
}

interface Tested {
  /** After so many batches. */
  readonly batch: number;
  readonly loss: Value;
  readonly accuracy: Value;
}

/** After each epoch, and at the end of the run if that was none: it may test only there, or be stopped. */
function testsOf(state: RunState, id: string): Tested[] {
  const { run, tests, evaluations } = state;
  const { batchesPerEpoch } = run.config;
  const batches = batchesOf(state);
  const points = tests.map(({ epoch, losses, accuracies }): Tested => {
    const accuracy = isDivergedLoss(losses[id]) ? null : accuracies[id];
    return { batch: epoch * batchesPerEpoch, loss: losses[id], accuracy };
  });
  const evaluation = evaluations[id];
  const last = points.at(-1)?.batch ?? 0;
  // What was judged at the end may be of an earlier epoch, which has its point, or on other images.
  return evaluation === undefined ||
    evaluation.bestEpoch !== undefined ||
    partOnTheWay(run) !== 'test' ||
    batches <= last
    ? points
    : [
        ...points,
        {
          batch: batches,
          loss: evaluation.loss,
          accuracy: hasDiverged(state, id) ? null : evaluation.accuracy,
        },
      ];
}

const counted = new Map<number, number[]>();

/** 1, 2, 3, … or in larger steps, at least so many: one array for all curves, as long as the longest. */
function counting(length: number, step: number): readonly number[] {
  const numbers = counted.get(step) ?? [];
  counted.set(step, numbers);
  while (numbers.length < length) numbers.push(numbers.length * step + 1);
  return numbers;
}

/** Index of the last point at or before `position`; -1 where there is none. */
export function indexAt({ positions, values }: Points, position: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (positions[middle]! <= position) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Index of the point closest to `position`, of a curve that has any. */
export function nearestIndex(points: Points, position: number): number {
  const { positions, values } = points;
  const before = Math.max(0, indexAt(points, position));
  const after = Math.min(values.length - 1, before + 1);
  return position - positions[before]! <= positions[after]! - position ? before : after;
}

/** First and last position that any of the curves has. */
export function extent(curves: readonly Points[]): readonly [number, number] | null {
  if (curves.length === 0) return null;
  const first = Math.min(...curves.map(({ positions }) => positions[0]!));
  const last = Math.max(...curves.map(({ positions, values }) => positions[values.length - 1]!));
  return [first, last];
}

/** The curve that goes furthest: the cursor walks along its points. */
export function longest(curves: readonly Curve[]): Curve | null {
  const end = ({ positions, values }: Curve): number => positions[values.length - 1]!;
  return curves.reduce<Curve | null>(
    (best, curve) => (best === null || end(curve) > end(best) ? curve : best),
    null,
  );
}
