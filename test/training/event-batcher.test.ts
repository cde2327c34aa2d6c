import { beforeEach, expect, it } from 'vitest';
import type { BatchEvent, TrainingEvent } from '#shared/protocol/events';
import { EventBatcher } from '../../extension/training/event-batcher';

const batch = (number: number): BatchEvent => ({
  type: 'batch',
  epoch: 1,
  batch: number,
  losses: {},
  elapsed: 0,
  seconds: {},
});
const notice = { type: 'notice', message: 'x' } as const;

let sent: (readonly TrainingEvent[])[];
let now: number;
let batcher: EventBatcher;

beforeEach(() => {
  sent = [];
  now = 0;
  batcher = new EventBatcher(
    (events) => sent.push(events),
    () => now,
  );
});

it('sends the first events as soon as it may, so that a person sees the run move', () => {
  batcher.push(notice);
  batcher.push(batch(1));
  expect(sent).toEqual([]);
  batcher.sendIfDue();
  expect(sent).toEqual([[notice, batch(1)]]);
});

it('sends at most one message in 16 ms, in order and none twice, of whatever kind events are', () => {
  const all = Array.from({ length: 100 }, (_, i) => (i % 5 === 4 ? notice : batch(i)));
  for (const event of all) {
    batcher.push(event);
    batcher.sendIfDue();
    now++;
  }
  // At 0, 16, 32, … 96 ms; the rest when it has to leave.
  expect(sent).toHaveLength(7);
  batcher.push({ type: 'done', seconds: 1 });
  batcher.send();
  expect(sent.flat()).toEqual([...all, { type: 'done', seconds: 1 }]);
  batcher.send();
  expect(sent).toHaveLength(8);
});

it('sends slow batches one by one, each as soon as it may', () => {
  for (let i = 1; i <= 3; i++) {
    now = 3000 * i;
    batcher.push(batch(i));
    batcher.push(notice);
    batcher.sendIfDue();
  }
  expect(sent).toEqual([1, 2, 3].map((i) => [batch(i), notice]));
});

it('is full as long as 64 messages have not been taken', () => {
  for (let i = 1; i <= 64; i++) {
    expect(batcher.full).toBe(false);
    batcher.push(batch(i));
    batcher.send();
  }
  expect(batcher.full).toBe(true);
  batcher.received(7);
  expect(batcher.full).toBe(false);
});

it('knows when all that was sent so far has been taken, in whatever order', async () => {
  const order: string[] = [];
  const wait = (name: string): Promise<void> =>
    batcher.taken().then(() => {
      order.push(name);
    });
  await wait('nothing');
  for (let i = 1; i <= 2; i++) {
    batcher.push(batch(i));
    batcher.send();
  }
  // Sends what has gathered, too.
  batcher.push(batch(3));
  const first = wait('first');
  expect(sent).toHaveLength(3);
  batcher.push(batch(4));
  const second = wait('second');
  // Later messages may be taken before earlier ones.
  for (const message of [4, 2, 1]) {
    batcher.received(message);
    await new Promise((next) => setImmediate(next));
    expect(order).toEqual(['nothing']);
  }
  batcher.received(3);
  await Promise.all([first, second]);
  expect(order).toEqual(['nothing', 'first', 'second']);
});
