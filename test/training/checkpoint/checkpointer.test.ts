import { beforeEach, describe, expect, it } from 'vitest';
import { Checkpointer } from '../../../extension/training/checkpoint/checkpointer';
import type { Written } from '../../../extension/training/checkpoint/slots';
import type { Checkpoint } from '../../../extension/training/checkpoint/value';

/** Milliseconds on the clock. */
let now: number;
/** What taking a checkpoint costs. */
let cost: number;
let taken: number[];
let written: string[];
let notices: string[];
/** Writes that go on: how each is brought to its end. */
let ends: { readonly resolve: () => void; readonly reject: (error: unknown) => void }[];
let readerTakes: () => Promise<void>;

beforeEach(() => {
  [now, cost] = [0, 1];
  [taken, written, notices, ends] = [[], [], [], []];
  readerTakes = () => Promise.resolve();
});

function checkpointer(seconds?: number, last = 0): Checkpointer {
  const take = (number: number): Checkpoint => {
    taken.push(number);
    now += cost;
    const history = {
      batchLosses: {},
      leastLosses: {},
      mostLosses: {},
      batchSeconds: {},
      elapsed: [],
    };
    return { facts: { number }, networks: {}, order: new Uint32Array(0), history } as never;
  };
  const notice = (message: string): void => {
    notices.push(message);
  };
  const write = (folder: string, { file }: Written): Promise<void> =>
    new Promise((resolve, reject) => {
      written.push(`${folder}/${file}`);
      ends.push({ resolve, reject });
    });
  const hooks = { take, taken: () => readerTakes(), notice };
  return new Checkpointer('DIR', seconds, last, true, hooks, { write, now: () => now });
}

/** Lets promises that have settled go on. */
const turn = (): Promise<void> => new Promise((next) => setImmediate(next));
async function end(error?: unknown): Promise<void> {
  await turn();
  const { resolve, reject } = ends.shift()!;
  if (error === undefined) resolve();
  else reject(error);
  await turn();
}
const full = Object.assign(new Error('full'), { code: 'ENOSPC' });

describe('a checkpoint', () => {
  it('is written ten seconds after the last within an epoch, and at its end', async () => {
    const one = checkpointer();
    for (now = 1000; now < 9500; now += 1000) one.afterBatch();
    expect(taken).toEqual([]);
    now = 10_000;
    one.afterBatch();
    expect(taken).toEqual([1]);
    await end();
    now = 19_999;
    one.afterBatch();
    expect(taken).toEqual([1]);
    one.afterEpoch();
    expect(taken).toEqual([1, 2]);
    await end();
    now = 29_998;
    one.afterBatch();
    expect(taken).toEqual([1, 2]);
    now = 29_999;
    one.afterBatch();
    expect(taken).toEqual([1, 2, 3]);
  });

  it('is written as often as is asked for', async () => {
    const one = checkpointer(3);
    now = 2999;
    one.afterBatch();
    expect(taken).toEqual([]);
    now = 3000;
    one.afterBatch();
    expect(taken).toEqual([1]);
    await end();
  });

  it('waits for the one before it, and is of then', async () => {
    const one = checkpointer();
    now = 1000;
    one.afterEpoch();
    now = 2000;
    one.afterEpoch();
    one.afterBatch();
    expect(taken).toEqual([1]);
    await end();
    one.afterBatch();
    expect(taken).toEqual([1, 2]);
  });

  it('takes no more than a hundredth of the time, however short the epochs', async () => {
    const one = checkpointer();
    cost = 50;
    now = 1000;
    for (let epoch = 0; epoch < 1000; epoch++) {
      one.afterEpoch();
      if (ends.length > 0 || taken.length > written.length) await end();
      now += 100;
    }
    // A hundred seconds of epochs.
    expect(now).toBeGreaterThan(100_000);
    expect(taken.length * cost).toBeLessThanOrEqual(0.01 * now + cost);
    expect(taken.length).toBeGreaterThan(15);
    const often = checkpointer(0);
    taken = [];
    for (let batch = 0; batch < 10; batch++) {
      often.afterBatch();
      await end();
      now += 1;
    }
    expect(taken).toHaveLength(10);
  });

  it('counts when the reader has taken all that was told before it', async () => {
    let release = (): void => undefined;
    readerTakes = () => new Promise((resolve) => (release = resolve));
    const one = checkpointer();
    now = 1000;
    one.afterEpoch();
    await turn();
    expect([taken, written]).toEqual([[1], []]);
    release();
    await turn();
    expect(written).toEqual(['DIR/checkpoint-b.safetensors']);
  });

  it('goes to both files in turn', async () => {
    const one = checkpointer(undefined, 7);
    for (let epoch = 1; epoch <= 3; epoch++) {
      now += 1000;
      one.afterEpoch();
      await end();
    }
    expect(taken).toEqual([8, 9, 10]);
    expect(written.map((path) => path.at(-'a.safetensors'.length))).toEqual(['a', 'b', 'a']);
  });

  it('is written at the very start, and at the end after whatever is being written', async () => {
    const one = checkpointer();
    let begun = false;
    void one.begin().then(() => (begun = true));
    await turn();
    expect([taken, begun]).toEqual([[1], false]);
    await end();
    expect(begun).toBe(true);
    now = 1000;
    one.afterEpoch();
    let finished = false;
    // Even where it has taken more than its share.
    now += 1;
    void one.finish().then(() => (finished = true));
    await turn();
    expect(taken).toEqual([1, 2]);
    await end();
    expect([taken, finished]).toEqual([[1, 2, 3], false]);
    await end();
    expect(finished).toBe(true);
  });
});

describe('a checkpoint that cannot be written', () => {
  it('is told of once, in words, and tried again in the same file', async () => {
    const one = checkpointer();
    for (let epoch = 1; epoch <= 3; epoch++) {
      now += 1000;
      one.afterEpoch();
      await end(full);
    }
    expect(taken).toEqual([1, 1, 1]);
    expect(new Set(written).size).toBe(1);
    expect(notices).toEqual([
      'The run is trained on, but what it has come to would be lost in a crash. There is no space left for DIR/checkpoint-b.safetensors: free some on that disk. It is tried again.',
    ]);
    now += 1000;
    one.afterEpoch();
    await end();
    now += 1000;
    one.afterEpoch();
    await end();
    expect(taken).toEqual([1, 1, 1, 1, 2]);
    expect(notices).toHaveLength(1);
  });

  it('is told of again when one has been written since', async () => {
    const one = checkpointer();
    for (const error of [full, undefined, full]) {
      now += 1000;
      one.afterEpoch();
      await end(error);
    }
    expect(notices).toHaveLength(2);
  });

  it('does not keep a run from its end', async () => {
    const one = checkpointer();
    const finished = one.finish();
    await end(full);
    await finished;
    expect(notices).toHaveLength(1);
  });
});
