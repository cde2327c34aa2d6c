import { expect, test } from 'vitest';
import { SerialQueue } from '../../extension/platform/serial-queue';

test('a serial queue begins a piece of work when the one before it has ended, also in failure', async () => {
  const queue = new SerialQueue();
  const told: string[] = [];
  const gates: (() => void)[] = [];
  const work =
    (name: string, fail = false) =>
    async (): Promise<string> => {
      told.push(`${name} begins`);
      await new Promise<void>((resolve) => gates.push(resolve));
      told.push(`${name} ends`);
      if (fail) throw new Error(name);
      return name;
    };
  const results = Promise.allSettled([
    queue.run(work('a')),
    queue.run(work('b', true)),
    queue.run(work('c')),
  ]);
  for (let done = 0; done < 3; done++) {
    await expect.poll(() => gates.length).toBe(done + 1);
    gates[done]!();
  }
  expect(await results).toMatchObject([
    { status: 'fulfilled', value: 'a' },
    { status: 'rejected', reason: { message: 'b' } },
    { status: 'fulfilled', value: 'c' },
  ]);
  expect(told).toEqual(['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]));
});
