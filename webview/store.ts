import type { HostMessage, PanelState } from '#shared/protocol/messages';
import { applyEvent } from '#shared/run-state';

/**
 * The panel's state: the host's snapshot, with later events folded in by the host's own function.
 * Events that come before the first snapshot are in it already.
 */
export function reduce(
  state: PanelState | null,
  message: Extract<HostMessage, { type: 'state' | 'events' }>,
): PanelState | null {
  if (message.type === 'state') return message.state;
  if (state === null) return null;
  return { ...state, run: message.events.reduce(applyEvent, state.run) };
}
