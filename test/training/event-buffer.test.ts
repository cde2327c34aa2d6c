import { expect, it } from 'vitest';
import type { BatchEvent, TrainingEvent } from '#shared/protocol/events';
import { EventBuffer } from '../../extension/training/event-buffer';

const batch = (number: number): BatchEvent => ({
  type: 'batch',
  epoch: 1,
  batch: number,
  losses: {},
  elapsed: 0,
  seconds: {},
});

function record(): {
  sent: (readonly TrainingEvent[])[];
  buffer: EventBuffer;
  at: (ms: number) => void;
} {
  const sent: (readonly TrainingEvent[])[] = [];
  let now = 0;
  const buffer = new EventBuffer(
    (events) => sent.push(events),
    () => now,
  );
  return { sent, buffer, at: (ms) => (now = ms) };
}

it('sends the first batch at once, so that a person sees the run move', () => {
  const { sent, buffer } = record();
  buffer.push(batch(1));
  expect(sent).toEqual([[batch(1)]]);
});

it('sends quick batches together, in order and none twice', () => {
  const { sent, buffer, at } = record();
  for (let i = 1; i <= 100; i++) {
    at(i);
    buffer.push(batch(i));
  }
  buffer.push({ type: 'done', seconds: 1 });
  expect(sent.length).toBeLessThan(10);
  expect(sent.flat()).toEqual([
    ...Array.from({ length: 100 }, (_, i) => batch(i + 1)),
    { type: 'done', seconds: 1 },
  ]);
});

it('holds back nothing when an event that is not a batch comes', () => {
  const { sent, buffer } = record();
  buffer.push(batch(1));
  buffer.push(batch(2));
  buffer.push({ type: 'notice', message: 'x' });
  expect(sent[1]).toEqual([batch(2), { type: 'notice', message: 'x' }]);
});
