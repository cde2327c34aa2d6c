import { describe, expect, test } from 'vitest';
import type { HostMessage, PanelState } from '#shared/protocol/messages';
import type { TrainingEvent } from '#shared/protocol/events';
import type { DataAnswer, DataQuestion } from '#shared/protocol/data-questions';
import type { Answer, Question } from '#shared/protocol/questions';
import { parseHostMessage } from '#shared/protocol/parse';
import { applyEvent } from '#shared/run-state';
import { atPanel, sent } from '../support/wire';
import { fold, panelWith } from '../webview/fold';
import { sampleEvents, sampleModels } from '../webview/sample-run';

const parsed = (data: unknown): HostMessage | null => parseHostMessage(sent(data)).message;
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
  { type: 'answer', id: 1, reply: { error } },
  { type: 'showTab', tab: 'compare' },
  { type: 'draw', id: 2, picture: 'curves.png', subject },
  { type: 'draw', id: 3, picture: 'curves.svg', subject },
  { type: 'draw', id: 4, picture: 'confusion.png', subject },
];

/** Losses that are no numbers. */
const diverging = [NaN, Infinity, -Infinity].map((mlp): TrainingEvent => {
  const seconds = { mlp: 1, cnn: 1, 'cnn-big': 1 };
  const losses = { ...seconds, mlp };
  return { type: 'batch', epoch: 1, batch: 1, losses, elapsed: 1, seconds };
});

const digit = { index: 3, actual: 7, pixels: [0, 255], probabilities: { mlp: [NaN, NaN] } };
const digits = { total: 9, digits: [digit] };
const answers: Readonly<Record<(Question | DataQuestion)['kind'], Answer | DataAnswer>> = {
  cell: digits,
  flips: { gained: digits, lost: { total: 0, digits: [] } },
  predict: { pixels: [0, 12.5], actual: null, probabilities: { mlp: [0.25, 0.75] } },
  examples: { examples: [{ actual: 3, pixels: [0, 255] }], range: [-0.5, 0.49609375] },
  prepare: {
    pixels: [0, 255],
    original: { shape: [3, 1, 1], pixels: [250, 240, 230] },
    steps: { inverted: true, paperRemoved: false, centred: 'mass' },
  },
  summary: {
    summary: {
      ...{
        name: 'pets',
        form: 'folder',
        classes: ['cat', 'dog'],
        imageShape: [3, 1, 1],
        notes: ['Turned.'],
      },
      parts: [
        { part: 'train', count: 3, byClass: [1, 2], duplicates: 1 },
        { part: 'test', count: 1, byClass: [1, 0], duplicates: 0 },
      ],
      overlaps: [{ part: 'test', with: 'train', count: 1 }],
      pixels: [{ mean: 0.25, deviation: 0.5, least: 0, most: 1 }],
    },
    path: '/pets.zip',
    means: { shape: [3, 1, 1], pixels: 'AAECAwQF' },
  },
  samples: {
    ...{ total: 61, pages: 2, page: 1, samples: [{ index: 60, label: 1 }] },
    pictures: { shape: [3, 1, 1], pixels: 'AAEC' },
  },
  activations: { maps: [{ layer: 0, channels: 1, height: 1, width: 2, values: [NaN, 2] }] },
};

/** One of every kind of event, with all that may be in it. */
const kinds: { readonly [K in TrainingEvent['type']]: Extract<TrainingEvent, { type: K }> } = {
  run: run.run,
  batch: {
    type: 'batch',
    epoch: 1,
    batch: 2,
    losses: { mlp: 2.3 },
    elapsed: 0.5,
    seconds: { mlp: 0.25 },
  },
  epoch: { type: 'epoch', epoch: 1, losses: { mlp: NaN }, seconds: { mlp: 0.25 } },
  test: run.tests[0]!,
  weights: {
    type: 'weights',
    epoch: 1,
    batch: 2,
    models: {
      cnn: [
        {
          name: 'conv_1.weight',
          histogram: [3, 0, 1],
          least: NaN,
          most: NaN,
          filters: { count: 1, channels: 1, height: 1, width: 2, values: [NaN, 0.5] },
        },
      ],
    },
  },
  evaluation: { ...run.evaluations.mlp!, bestEpoch: 3, precision: [null, 0.5], recall: [0, null] },
  saved: {
    type: 'saved',
    folder: '/weights',
    files: [
      { model: 'mlp', file: 'a', weights: 'best', epoch: 1, batch: 2, monitor: 'loss', value: 0.5 },
      { model: 'mlp', file: 'b', weights: 'last', epoch: 1, batch: 2 },
    ],
  },
  paused: { type: 'paused' },
  resumed: { type: 'resumed' },
  done: { type: 'done', seconds: 1.5 },
  stopped: { type: 'stopped', seconds: 0 },
  failed: { type: 'failed', error: { ...error, setting: 'mnistLab.models', path: ['tiny', 3] } },
  notice: { type: 'notice', message: 'one thread' },
};

describe('a message from the host', () => {
  test.each(messages.map((message) => [message.type, message] as const))(
    'arrives as it was sent: %s %#',
    (_, message) => {
      expect(atPanel(message)).toEqual(message);
    },
  );

  test.each(Object.entries(answers))('brings an answer to %s whole', (_, answer) => {
    const message = { type: 'answer', id: 0, reply: { ok: answer } } as const;
    expect(atPanel(message)).toEqual(message);
  });

  test.each(Object.values(kinds))('tells of $type, with all that is in it', (event) => {
    expect(atPanel({ type: 'events', events: [event] })).toEqual({
      type: 'events',
      events: [event],
    });
  });

  test('has NaN for every number that is none: JSON cannot tell them apart', () => {
    const { events: arrived } = atPanel({ type: 'events', events: diverging });
    expect(arrived.map((event) => event.type === 'batch' && event.losses)).toEqual(
      diverging.map(() => ({ mlp: NaN, cnn: 1, 'cnn-big': 1 })),
    );
    const diverged = [run.run, ...diverging].reduce(applyEvent, run)!;
    const { state: shown } = atPanel({ type: 'state', state: { ...state, run: diverged } });
    expect(shown.run.batchLosses.mlp).toEqual([NaN, NaN, NaN]);
    expect(shown.run.batchLosses.cnn).toEqual([1, 1, 1]);
  });

  test.each(messages.map((message) => [message.type, message] as const))(
    'with a field too many, or too few, is none: %s %#',
    (_, message) => {
      expect(parsed({ ...message, extra: 1 })).toBeNull();
      for (const missing of Object.keys(message)) {
        const rest = Object.entries(message).filter(([key]) => key !== missing);
        expect(parsed(Object.fromEntries(rest))).toBeNull();
      }
    },
  );

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
    [
      'a run whose losses are words',
      { type: 'state', state: { ...state, run: { ...run, batchLosses: { mlp: ['low'] } } } },
    ],
    ['models of no kind', { type: 'state', state: { ...state, models: [{ id: 7, total: 1 }] } }],
    ['models of no size', { type: 'state', state: { ...state, models: [{ id: 'a' }] } }],
    ['training in words', { type: 'state', state: { ...state, training: 'yes' } }],
    ['events that are none', { type: 'events', events: 'all' }],
    ['an answer in words', { type: 'answer', id: 1, reply: { ok: 'seven' } }],
    ['an answer to no kind of question', { type: 'answer', id: 1, reply: { ok: { total: 3 } } }],
    ['an answer and an error', { type: 'answer', id: 1, reply: { ok: digits, error } }],
    ['an error without words', { type: 'answer', id: 1, reply: { error: {} } }],
    ['an answer to no question', { type: 'answer', id: -1, reply: { ok: digits } }],
    ['a tab that there is not', { type: 'showTab', tab: 'settings' }],
    ['a picture of another kind', { type: 'draw', id: 1, picture: 'curves.gif', subject }],
    ['a picture of nothing', { type: 'draw', id: 1, picture: 'curves.png', subject: {} }],
    ['a picture of no run', { ...messages.at(-1), subject: { ...subject, run: null } }],
    ['a picture without a name', { ...messages.at(-1), subject: { ...subject, name: null } }],
  ])('is not %s', (_, message) => {
    const { message: arrived, problem } = parseHostMessage(sent(message));
    expect(arrived).toBeNull();
    expect(problem).not.toBe('');
  });

  test('of several events loses none for one that cannot be read, and says which that is', () => {
    const good = [kinds.epoch, kinds.done];
    const bad = [{ type: 'party' }, { ...kinds.epoch, epoch: 0 }];
    const { message, problem } = parseHostMessage(
      sent({ type: 'events', events: [good[0], ...bad, good[1]] }),
    );
    expect(message).toEqual({ type: 'events', events: good });
    expect(problem).toMatch(/^events\[1\] "party" type: .*; events\[2\] "epoch" epoch: /);
  });
});
