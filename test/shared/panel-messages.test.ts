import { describe, expect, test } from 'vitest';
import { MAXIMUM_PICTURE, type PanelMessage } from '#shared/protocol/messages';
import { parsePanelMessage } from '#shared/protocol/parse';
import { atHost } from '../support/wire';

const parsed = (data: unknown): PanelMessage | null => parsePanelMessage(data).message;

const ask = (question: unknown): unknown => ({ type: 'ask', id: 4, question });
const pixels = (values: readonly unknown[]): unknown =>
  ask({ kind: 'predict', image: { pixels: values } });
const picture = (data: unknown): unknown => ({ type: 'picture', id: 2, reply: { ok: data } });
const error = { kind: 'engine', message: 'The picture is too large.' };

/** One of every kind that a panel sends. */
const messages: readonly PanelMessage[] = [
  { type: 'ready' },
  { type: 'notUnderstood', reason: 'an event of no kind', wantsState: true },
  { type: 'train' },
  { type: 'stop' },
  { type: 'pause' },
  { type: 'resume' },
  { type: 'openSettings' },
  { type: 'openSettings', setting: 'mnistLab.models' },
  { type: 'openInEditor' },
  { type: 'runAgain' },
  { type: 'showCurrent' },
  { type: 'chooseComparison' },
  { type: 'endComparison' },
  { type: 'export' },
  { type: 'copyReport' },
  { type: 'ask', id: 0, question: { kind: 'cell', model: 'mlp', actual: 3, predicted: 5 } },
  { type: 'ask', id: 1, question: { kind: 'flips', model: 'cnn', otherRun: '1-abc' } },
  { type: 'ask', id: 2, question: { kind: 'predict', image: { index: 9999 } } },
  { type: 'ask', id: 3, question: { kind: 'predict', image: { pixels: [0, 127.5, 255] } } },
  { type: 'ask', id: 4, question: { kind: 'activations', model: 'cnn', image: { index: 0 } } },
  { type: 'ask', id: 5, question: { kind: 'prepare', file: 'UE5H' } },
  { type: 'ask', id: 6, question: { kind: 'summary', set: 2 } },
  {
    type: 'ask',
    id: 7,
    question: {
      kind: 'samples',
      ...{ set: 2, part: 'validation', label: null },
      ...{ repeated: false, page: 3 },
    },
  },
  { type: 'cancel', id: 7 },
  { type: 'addData' },
  { type: 'readData' },
  { type: 'picture', id: 5, reply: { ok: 'UE5H' } },
  { type: 'picture', id: 6, reply: { error: { kind: 'engine', message: 'too large' } } },
];

describe('a message from the panel', () => {
  test.each(messages)('is taken as it is: %j', (message) => {
    expect(atHost(message)).toEqual(message);
  });

  test.each(messages)('with a field too many is none: %j', (message) => {
    expect(parsed({ ...message, extra: 1 })).toBeNull();
  });

  test.each(messages)('with a field too few is none: %j', (message) => {
    const needed = Object.keys(message).filter((key) => key !== 'setting');
    for (const missing of needed) {
      const rest = Object.entries(message).filter(([key]) => key !== missing);
      expect(parsed(Object.fromEntries(rest))).toBeNull();
    }
  });

  test.each([
    ['a question', ask({ kind: 'cell', model: 'mlp', actual: 3, predicted: 5, extra: 1 })],
    ['flips', ask({ kind: 'flips', model: 'mlp', otherRun: 'x', extra: 1 })],
    ['a prediction', ask({ kind: 'predict', image: { index: 0 }, extra: 1 })],
    ['activations', ask({ kind: 'activations', model: 'a', image: { index: 0 }, extra: 1 })],
    ['an image', ask({ kind: 'predict', image: { index: 0, extra: 1 } })],
    ['two images in one', ask({ kind: 'predict', image: { index: 0, pixels: [] } })],
    ['a drawing', ask({ kind: 'predict', image: { pixels: [], extra: 1 } })],
    ['a reply', { type: 'picture', id: 1, reply: { ok: 'UE5H', extra: 1 } }],
    ['two replies in one', { type: 'picture', id: 1, reply: { ok: 'UE5H', error } }],
    ['a refusal', { type: 'picture', id: 1, reply: { error, extra: 1 } }],
    ['an error', { type: 'picture', id: 1, reply: { error: { ...error, extra: 1 } } }],
  ])('with a field too many in %s is none', (_, message) => {
    expect(parsed(message)).toBeNull();
  });

  test.each([null, undefined, 'train', 7, [], {}, { type: 'steal' }, { type: 1 }])(
    'is not %j',
    (message) => {
      expect(parsed(message)).toBeNull();
    },
  );

  test.each([-1, 0.5, NaN, Infinity, '1', null])('counts from 0 in whole numbers: not %j', (id) => {
    expect(parsed({ ...messages[15]!, id })).toBeNull();
    expect(parsed({ type: 'picture', id, reply: { ok: '' } })).toBeNull();
    expect(parsed(ask({ kind: 'predict', image: { index: id } }))).toBeNull();
    const cell = { kind: 'cell', model: 'mlp', actual: 0, predicted: 0 };
    expect(parsed(ask({ ...cell, actual: id }))).toBeNull();
    expect(parsed(ask({ ...cell, predicted: id }))).toBeNull();
  });

  test.each([-0.01, 255.01, 256, NaN, Infinity, '0', null])(
    'has pixels from 0 to 255: not %j',
    (value) => {
      expect(parsed(pixels([0, 255]))).not.toBeNull();
      expect(parsed(pixels([0, value]))).toBeNull();
    },
  );

  test('has no more pixels than a million', () => {
    const most = new Array<number>(1024 * 1024).fill(0);
    expect(parsed(pixels(most))).not.toBeNull();
    expect(parsed(pixels([...most, 0]))).toBeNull();
  });

  test('names networks and runs in 200 characters at most', () => {
    const flips = (model: unknown, otherRun: unknown): unknown =>
      ask({ kind: 'flips', model, otherRun });
    const [most, more] = ['x'.repeat(200), 'x'.repeat(201)];
    expect(parsed(flips(most, most))).not.toBeNull();
    for (const bad of [more, 7, null]) {
      expect(parsed(flips(bad, most))).toBeNull();
      expect(parsed(flips(most, bad))).toBeNull();
      const cell = { kind: 'cell', model: bad, actual: 0, predicted: 0 };
      expect(parsed(ask(cell))).toBeNull();
      const activations = { kind: 'activations', model: bad, image: { index: 0 } };
      expect(parsed(ask(activations))).toBeNull();
    }
  });

  test.each([
    'editor.fontSize',
    'mnistLabx',
    'x.mnistLab',
    'mnistLab.',
    'mnistLab.a b',
    'mnistLab..a',
    `mnistLab${'.a'.repeat(5_000_000)}`,
    '',
    null,
    7,
  ])('opens none but our own settings: not case %#', (setting) => {
    expect(parsed({ type: 'openSettings', setting })).toBeNull();
  });

  test.each(['mnistLab', 'mnistLab.epochs', 'mnistLab.models.tiny'])('opens %s', (setting) => {
    expect(parsed({ type: 'openSettings', setting })).not.toBeNull();
  });
});

describe('a picture', () => {
  test.each(['', 'UE5H', 'UE4=', 'UA==', 'ab+/', 'AZaz09+/'])('is base64, as %j', (data) => {
    expect(parsed(picture(data))).not.toBeNull();
  });

  test.each(['U', 'UE5', 'UE5!', 'UE=H', '====', 'U===', 'UE5H\n', ' UE5', 'UE-_', 7, null])(
    'is no %j',
    (data) => {
      expect(parsed(picture(data))).toBeNull();
    },
  );

  test('may come to 32 MB, and no more', () => {
    expect(MAXIMUM_PICTURE).toBe(32 * 1024 * 1024);
    const data = 'A'.repeat(MAXIMUM_PICTURE);
    expect(parsed(picture(data)) !== null).toBe(true);
    expect(parsed(picture(`${data}AAAA`)) === null).toBe(true);
    expect(parsed(picture(`${data.slice(1)}!`)) === null).toBe(true);
  });

  test.each(['usage', 'input', 'engine', 'internal'])('may be missing for a reason: %s', (kind) => {
    const reply = { error: { kind, message: 'x'.repeat(2000) } };
    expect(parsed({ type: 'picture', id: 1, reply })).not.toBeNull();
  });

  test.each([
    { kind: 'other', message: 'x' },
    { kind: 'engine', message: 7 },
    { kind: 'engine', message: 'x'.repeat(2001) },
    { kind: 'engine' },
    'x',
  ])('is not missing for %#', (error) => {
    expect(parsed({ type: 'picture', id: 1, reply: { error } })).toBeNull();
  });
});

describe('why a message is none', () => {
  const reason = (data: unknown): string | null => parsePanelMessage(data).problem;

  test('is said with its kind and the place', () => {
    expect(reason(ask({ kind: 'cell', model: 'mlp', actual: -1, predicted: 0 }))).toMatch(
      /^"ask" question\.actual: .*>=0/,
    );
    expect(reason({ type: 'steal' })).toMatch(/^"steal" type: /);
    expect(reason(null)).toMatch(/^object: /);
    expect(reason({ type: 'train' })).toBeNull();
  });

  test('is short, however long the message', () => {
    expect(reason({ type: 'x'.repeat(100_000) })!.length).toBeLessThanOrEqual(300);
    const setting = 'x'.repeat(100_000);
    expect(reason({ type: 'openSettings', setting })!.length).toBeLessThanOrEqual(300);
  });
});
