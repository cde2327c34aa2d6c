import { beforeEach, expect, test, vi } from 'vitest';
import type { PanelMessage } from '#shared/protocol/messages';
import { ask, takeAnswer } from '../../webview/ask';

const posted = vi.hoisted(() => [] as PanelMessage[]);
vi.mock('../../webview/host', () => ({
  post: (message: PanelMessage) => posted.push(message),
}));

const question = { kind: 'predict', image: { index: 3 } } as const;
const answer = { pixels: [1], actual: 1, probabilities: { mlp: [1] } };

/** What the host has been asked, by number. */
function asked(place: number): number {
  const message = posted[place]!;
  expect(message).toEqual({ type: 'ask', id: expect.any(Number) as number, question });
  return (message as Extract<PanelMessage, { type: 'ask' }>).id;
}

beforeEach(() => {
  posted.length = 0;
});

test('a question gets the answer to it, in whatever order answers come', async () => {
  const [first, second, third] = [ask(question), ask(question), ask(question)];
  const error = { kind: 'input', message: 'There is no such image.' } as const;
  takeAnswer({ type: 'answer', id: asked(2), reply: { ok: { ...answer, actual: 2 } } });
  takeAnswer({ type: 'answer', id: asked(0), reply: { ok: answer } });
  takeAnswer({ type: 'answer', id: asked(1), reply: { error } });
  expect(await first).toEqual(answer);
  await expect(second).rejects.toMatchObject(error);
  expect(await third).toEqual({ ...answer, actual: 2 });
});

test('an answer that comes twice, or that nobody asked for, hurts nobody', async () => {
  const once = ask(question);
  const id = asked(0);
  takeAnswer({ type: 'answer', id, reply: { ok: answer } });
  expect(await once).toEqual(answer);
  const error = { kind: 'input', message: 'Late.' } as const;
  for (const reply of [{ ok: answer }, { error }]) {
    expect(() => {
      takeAnswer({ type: 'answer', id, reply });
      takeAnswer({ type: 'answer', id: -1, reply });
    }).not.toThrow();
  }
});
