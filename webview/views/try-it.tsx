import type { PanelState } from '../../extension/protocol/messages';
import type { Theme } from '../render/theme';

interface TryItProps {
  readonly state: PanelState;
  readonly theme: Theme;
}

/** Draw a digit or step through test images, and see what every network makes of it. */
export function TryIt({ state }: TryItProps) {
  return <section class="card">{state.imageSize.join('×')}</section>;
}
