import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { HostMessage } from '#shared/protocol/messages';
import { Inbox } from '../../webview/inbox';
import { sent } from '../support/wire';
import { panelWith } from './fold';

const state = { type: 'state', state: panelWith(null, false) };
const notice = { type: 'notice', message: 'one thread' };
const odd = { type: 'party' };

let taken: HostMessage[];
const complain = vi.fn<(reason: string, wantsState: boolean) => void>();
let inbox: Inbox;
const receive = (message: unknown): void => {
  inbox.receive(sent(message));
};
const wishes = (): boolean[] => complain.mock.calls.map(([, wantsState]) => wantsState);

beforeEach(() => {
  taken = [];
  complain.mockClear();
  inbox = new Inbox((message) => taken.push(message), complain);
});

describe('what the host sends', () => {
  test('is taken, without a word', () => {
    receive(state);
    receive({ type: 'events', events: [notice] });
    expect(taken).toEqual([state, { type: 'events', events: [notice] }]);
    expect(complain).not.toHaveBeenCalled();
  });

  test('is named to the host where it cannot be read, and the whole state is asked for', () => {
    receive({ type: 'reload' });
    expect(taken).toEqual([]);
    expect(complain).toHaveBeenCalledExactlyOnceWith(
      expect.stringContaining('"reload" type'),
      true,
    );
  });

  test('is taken but for the one event that cannot be read', () => {
    receive({ type: 'events', events: [notice, odd, notice] });
    expect(taken).toEqual([{ type: 'events', events: [notice, notice] }]);
    expect(wishes()).toEqual([true]);
  });

  test('is asked for once until it comes, also where the state itself cannot be read', () => {
    receive({ type: 'events', events: [odd] });
    receive({ type: 'state', state: {} });
    receive({ type: 'events', events: [odd] });
    expect(wishes()).toEqual([true, false, false]);
    receive(state);
    receive({ type: 'events', events: [odd] });
    expect(wishes()).toEqual([true, false, false, true]);
  });
});
