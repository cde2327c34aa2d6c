import type { RunState } from '#shared/run-state';
import { strings } from './strings';
import { answeringWeights, stopInWords, stopOf } from './weights';

interface WeightsLineProps {
  readonly run: RunState;
  /** What to say of best weights, where something else stands beside the answers. */
  readonly ofBest?: string;
}

/** Which weights answer, where that is not plain. */
export function WeightsLine({ run, ofBest = strings.weightsBest }: WeightsLineProps) {
  switch (answeringWeights(run)) {
    case 'best':
      return <p class="quiet">{ofBest}</p>;
    case 'stop':
      return <p class="quiet">{strings.weightsAt(stopInWords(stopOf(run)!))}</p>;
    case null:
      return null;
  }
}
