import { pointOf } from '#shared/batch-series';
import { batchesUntil } from '#shared/progress';
import type { Mark } from '#shared/protocol/events';
import type { RunState } from '#shared/run-state';
import { formatCount, formatTime } from '../../format';
import type { Axis } from '../../host';
import type { ChartMark } from '../../render/line-chart';
import type { Theme } from '../../render/theme';
import type { Curve } from './curves';
import { lineStyleOf } from './shown-curves';
import { strings } from './strings';

/** Sentences about more marks than this are more than anyone reads. */
const TOLD = 3;

/** A place where a run went on; by seconds each network has its own. */
export interface MarkPlace {
  readonly x: number;
  /** The network; null: it stands for all. */
  readonly model: string | null;
}

/** Where on an axis a run went on. @param models those whose curves are seen */
export function placesOf(state: RunState, axis: Axis, models: readonly string[]): MarkPlace[] {
  const { batchesPerEpoch } = state.run.config;
  return state.marks.flatMap((mark): MarkPlace[] => {
    const batches = batchesUntil(mark, batchesPerEpoch);
    // At the very start there is no curve to go on with.
    if (batches === 0) return [];
    switch (axis) {
      case 'batch':
        return [{ x: batches, model: null }];
      case 'epoch':
        return [{ x: batches / batchesPerEpoch, model: null }];
      case 'seconds':
        return models.flatMap((model) => {
          const x = state.batchSeconds[model]?.[pointOf(state, batches)];
          return x === undefined ? [] : [{ x, model }];
        });
    }
  });
}

/** The same as it is drawn over these curves, of which those of the shown run count. */
export function marksOf(
  state: RunState,
  axis: Axis,
  curves: readonly Curve[],
  theme: Theme,
): ChartMark[] {
  const own = curves.filter(({ run }) => run === null || run.index === 0);
  const models = own.map(({ model }) => model);
  return placesOf(state, axis, models).map(({ x, model }) => {
    const curve = own.find((curve) => curve.model === model);
    return { x, color: curve === undefined ? theme.foreground : lineStyleOf(curve, theme).color };
  });
}

/** The same in words, a sentence each; the last one alone where there are many. */
export function marksInWords(state: RunState): string[] {
  const { marks } = state;
  if (marks.length <= TOLD) return marks.map((mark) => inWords(mark, state));
  return [`${strings.wentOnTimes(formatCount(marks.length))} ${inWords(marks.at(-1)!, state)}`];
}

function inWords(mark: Mark, state: RunState): string {
  const { epoch, batch, at, longer } = mark;
  const { batchesPerEpoch } = state.run.config;
  const time = formatTime(at);
  if (batchesUntil(mark, batchesPerEpoch) === 0) return strings.wentOnAtStart(time);
  const whole = batch === batchesPerEpoch;
  if (longer) return strings.trainedLonger(formatCount(epoch), time);
  return whole
    ? strings.wentOnAfter(formatCount(epoch), time)
    : strings.wentOnWithin(
        formatCount(epoch),
        formatCount(batch),
        formatCount(batchesPerEpoch),
        time,
      );
}
