import { describe, expect, test } from 'vitest';
import type { HostMessage, PanelState } from '#shared/protocol/messages';
import { parseHostMessage } from '#shared/protocol/validation';
import { fold, panelWith } from '../webview/fold';
import { sampleEvents, sampleModels } from '../webview/sample-run';

const events = sampleEvents({ epochs: 1, batchesPerEpoch: 2 });
const run = fold(events);
const state: PanelState = { ...panelWith(run, true), models: sampleModels };
const error = { kind: 'input', message: 'no weights' } as const;
const subject = { name: 'Run 1', run, compared: null };

/** One of every kind that the host sends. */
const messages: readonly HostMessage[] = [
  { type: 'state', state },
  { type: 'state', state: { ...state, run: null } },
  { type: 'events', events: [] },
  { type: 'events', events },
  { type: 'answer', id: 0, reply: { ok: { maps: [] } } },
  { type: 'answer', id: 1, reply: { error } },
  { type: 'showTab', tab: 'compare' },
  { type: 'draw', id: 2, picture: 'curves.png', subject },
  { type: 'draw', id: 3, picture: 'curves.svg', subject },
  { type: 'draw', id: 4, picture: 'confusion.png', subject },
];

describe('a message from the host', () => {
  test.each(messages.map((message) => [message.type, message] as const))(
    'is taken as it is: %s %#',
    (_, message) => {
      expect(parseHostMessage(message)).toBe(message);
    },
  );

  test.each(messages.map((message) => [message.type, message] as const))(
    'with a field too many, or too few, is none: %s %#',
    (_, message) => {
      expect(parseHostMessage({ ...message, extra: 1 })).toBeNull();
      for (const missing of Object.keys(message)) {
        const rest = Object.entries(message).filter(([key]) => key !== missing);
        expect(parseHostMessage(Object.fromEntries(rest))).toBeNull();
      }
    },
  );

  test.each([
    'run',
    'batch',
    'epoch',
    'test',
    'weights',
    'paused',
    'resumed',
    'evaluation',
    'done',
    'stopped',
    'failed',
    'notice',
  ])('tells of %s', (type) => {
    expect(parseHostMessage({ type: 'events', events: [{ type }] })).not.toBeNull();
  });

  test.each<[string, unknown]>([
    ['nothing', null],
    ['a word', 'state'],
    ['a kind that there is not', { type: 'reload' }],
    ['a state without a run', { type: 'state', state: { models: [], training: false } }],
    ['a state of nothing', { type: 'state', state: null }],
    [
      'a run without its beginning',
      { type: 'state', state: { ...state, run: { status: 'done' } } },
    ],
    ['a run without a status', { type: 'state', state: { ...state, run: { run: run.run } } }],
    ['models of no kind', { type: 'state', state: { ...state, models: [{ id: 7, total: 1 }] } }],
    ['models of no size', { type: 'state', state: { ...state, models: [{ id: 'a' }] } }],
    ['training in words', { type: 'state', state: { ...state, training: 'yes' } }],
    ['an event of another kind', { type: 'events', events: [{ type: 'party' }] }],
    ['events that are none', { type: 'events', events: 'all' }],
    ['an answer in words', { type: 'answer', id: 1, reply: { ok: 'seven' } }],
    ['an answer and an error', { type: 'answer', id: 1, reply: { ok: {}, error } }],
    ['an error without words', { type: 'answer', id: 1, reply: { error: {} } }],
    ['an answer to no question', { type: 'answer', id: -1, reply: { ok: {} } }],
    ['a tab that there is not', { type: 'showTab', tab: 'settings' }],
    ['a picture of another kind', { type: 'draw', id: 1, picture: 'curves.gif', subject }],
    ['a picture of nothing', { type: 'draw', id: 1, picture: 'curves.png', subject: {} }],
    ['a picture of no run', { ...messages[7], subject: { ...subject, run: null } }],
    ['a picture without a name', { ...messages[7], subject: { ...subject, name: null } }],
  ])('is not %s', (_, message) => {
    expect(parseHostMessage(message)).toBeNull();
  });
});
