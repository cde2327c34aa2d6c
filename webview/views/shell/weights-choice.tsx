import type { WeightsKind } from '#shared/protocol/events';
import type { PanelState } from '#shared/protocol/messages';
import type { ViewState } from '../../host';
import { RadioGroup } from '../../toolkit';
import { strings } from './strings';
import { bestEpochs, chosenWeights, lastEpoch } from './weights';

interface WeightsChoiceProps {
  readonly state: PanelState;
  readonly viewState: ViewState;
  readonly onViewState: (viewState: ViewState) => void;
}

/** Whether the best or the last weights answer and are shown, in all views; nothing where there are not both. */
export function WeightsChoice({ state, viewState, onViewState }: WeightsChoiceProps) {
  const { run } = state;
  const chosen = chosenWeights(state, viewState);
  if (run === null || chosen === null) return null;
  return (
    <RadioGroup<WeightsKind>
      label={strings.weights}
      value={chosen}
      options={[
        { value: 'best', text: strings.best(...bestEpochs(run)) },
        { value: 'last', text: strings.last(lastEpoch(run)) },
      ]}
      onChange={(weights) => {
        onViewState({ ...viewState, weights });
      }}
    />
  );
}
