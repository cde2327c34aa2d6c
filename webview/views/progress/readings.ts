import type { Axis, ViewState, Metric } from '../../host';
import { formatCount, formatLoss, formatPercent, formatSeconds } from '../../format';
import { type Curve, type CurveRun, indexAt } from './curves';
import { smoothed, valueAt } from './shown-curves';
import { strings } from './strings';

/** What a curve says where the cursor is. */
export interface Reading {
  readonly curve: Curve;
  readonly label: string;
  readonly value: number | null;
  readonly text: string;
  /** What is to be known of the value beside it; empty mostly. */
  readonly remark: string;
}

export const formatValue = (metric: Metric, value: number | null): string =>
  metric === 'testAccuracy' && value !== null ? formatPercent(value) : formatLoss(value);

export function placeName(axis: Axis, position: number): string {
  return strings.positions[axis](formatPosition(axis, position));
}

export function formatPosition(axis: Axis, position: number): string {
  return axis === 'seconds' ? formatSeconds(position) : formatCount(position);
}

/** The network, and its run where there are several. */
export function labelOf({ model, run }: Curve): string {
  return run === null ? model : strings.ofRun(model, runName(run));
}

export function runName({ name }: CurveRun): string {
  return name ?? strings.thisRun;
}

/** Readings of all curves at a position; of their last points for null. */
export function readingsAt(
  curves: readonly Curve[],
  position: number | null,
  viewState: ViewState,
): Reading[] {
  return curves.map((curve) => {
    const last = curve.values.length - 1;
    const index = position === null ? last : indexAt(curve, position);
    const values = smoothed(curve, viewState);
    const value = valueAt(values, index);
    const remarks: string[] = [];
    if (values !== curve.values) {
      remarks.push(strings.raw(formatValue(viewState.metric, valueAt(curve.values, index))));
    }
    if (position !== null && index === curve.best) remarks.push(strings.bestHere);
    if (position !== null && index === last && curve.positions[last]! < position) {
      remarks.push(
        strings.ended[viewState.axis](formatPosition(viewState.axis, curve.positions[last]!)),
      );
    }
    const text =
      index >= 0 && value === null ? strings.divergedShort : formatValue(viewState.metric, value);
    return { curve, label: labelOf(curve), value, text, remark: remarks.join(', ') };
  });
}

/** Best first; what is no number last. */
export function ranked(readings: readonly Reading[], metric: Metric): Reading[] {
  const sign = metric === 'testAccuracy' ? -1 : 1;
  const rank = ({ value }: Reading): number => (value === null ? Infinity : sign * value);
  return [...readings].sort((a, b) => {
    const [first, second] = [rank(a), rank(b)];
    return first === second ? 0 : first - second;
  });
}
