import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LabError } from '../../extension/errors';
import type { TrainingEvent } from '#shared/protocol/events';
import { startTraining, type TrainingSession } from '../../extension/training/session';
import { eachEvent, testConfig } from './support';

let folder: string;
let events: TrainingEvent[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'session-'));
  events = [];
});
afterEach(() => rm(folder, { recursive: true }));

/** Runs a script in place of the training worker. */
async function start(script: string, patience?: number): Promise<TrainingSession> {
  await writeFile(
    join(folder, 'worker.js'),
    `const { parentPort } = require('node:worker_threads');
     const send = (...events) => parentPort.postMessage({ type: 'events', events });
     const on = (type, then) => parentPort.on('message', (m) => m.type === type && then(m));
     ${script}`,
  );
  return startTraining(
    { ...testConfig, distFolder: folder },
    (batch) => events.push(...batch),
    patience === undefined ? {} : { stopTimeout: patience },
  );
}

/** The rejection of a session whose worker broke, after its `failed` event. */
async function failure(session: TrainingSession): Promise<LabError> {
  const error = await session.finished.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(LabError);
  const failed = events.at(-1);
  expect(failed).toMatchObject({ type: 'failed', error: { message: (error as LabError).message } });
  return error as LabError;
}

const done = `{ type: 'done', seconds: 1 }`;
const notice = (message: string): string => `{ type: 'notice', message: ${message} }`;

describe('a training session', () => {
  it('sends the settings, delivers events in order, and ends once the run is done', async () => {
    const session = await start(
      `on('train', ({ config }) => { send(${notice("'a'")}, ${notice("'b'")}); send(${notice('String(config.batchSize)')}, ${done}); })`,
    );
    await session.finished;
    expect(events).toEqual([
      { type: 'notice', message: 'a' },
      { type: 'notice', message: 'b' },
      { type: 'notice', message: String(testConfig.batchSize) },
      { type: 'done', seconds: 1 },
    ]);
  });

  it('tells the worker that events have been taken when their reader is through with them', async () => {
    let release = (): void => undefined;
    const order: string[] = [];
    await writeFile(
      join(folder, 'worker.js'),
      `const { parentPort } = require('node:worker_threads');
       const post = (...messages) => parentPort.postMessage({
         type: 'events',
         events: messages.map((message) => ({ type: 'notice', message })),
       });
       parentPort.on('message', ({ type }) => {
         if (type === 'train') post('slow', 'quick');
         if (type === 'pause') post('asked');
         if (type !== 'received') return;
         parentPort.postMessage({ type: 'events', events: [{ type: 'done', seconds: 1 }] });
       });`,
    );
    const session = startTraining(
      { ...testConfig, distFolder: folder },
      eachEvent((event) => {
        order.push(event.type === 'notice' ? event.message : event.type);
        if (event.type !== 'notice') return undefined;
        if (event.message === 'quick') session.pause();
        if (event.message === 'asked') {
          order.push('released');
          release();
        }
        return new Promise<void>((resolve) => {
          if (event.message === 'slow') release = resolve;
          else resolve();
        });
      }),
    );
    await session.finished;
    expect(order).toEqual(['slow', 'quick', 'asked', 'released', 'done']);
  });

  it('ends a worker that lives on after its last event', async () => {
    const session = await start(
      `on('train', () => { send(${done}); setInterval(() => {}, 1000); })`,
    );
    // That is when it has ended.
    await session.finished;
    expect(events).toEqual([{ type: 'done', seconds: 1 }]);
  });

  it('tells nothing that a worker says after its last event', async () => {
    const session = await start(
      `on('train', () => { send(${done}); send(${notice("'more'")}); send({ type: 'failed', error: {} }); })`,
    );
    await session.finished;
    expect(events).toEqual([{ type: 'done', seconds: 1 }]);
  });

  it('passes a stop request on and ends without an error', async () => {
    const session = await start(
      `on('train', () => {}); on('stop', () => send({ type: 'stopped', seconds: 2 }));`,
    );
    session.stop();
    session.stop();
    await session.finished;
    session.stop();
    expect(events).toEqual([{ type: 'stopped', seconds: 2 }]);
  });

  it('asks for a last test where that is wanted, and no more for it when it is to stop at once', async () => {
    const session = await start(
      `const heard = []; on('train', () => {}); on('stop', ({ test }) => {
        heard.push(test);
        if (heard.length === 2) send({ type: 'notice', message: heard.join() }, { type: 'stopped', seconds: 2 });
      });`,
    );
    session.stop({ test: true });
    session.stop();
    await session.finished;
    expect(events[0]).toEqual({ type: 'notice', message: 'true,false' });
  });

  it('rejects with what the run says went wrong, with the setting to open', async () => {
    const session = await start(
      `on('train', () => send({ type: 'failed', error: { kind: 'input', message: 'm', setting: 'mnistLab.x' } }))`,
    );
    expect(await failure(session)).toMatchObject({
      kind: 'input',
      message: 'm',
      setting: 'mnistLab.x',
    });
    expect(events).toHaveLength(1);
  });

  it.each([
    ['throws at once', `throw new Error('broken at birth')`, 'broken at birth'],
    ['throws while it trains', `on('train', () => { throw new Error('lost it') })`, 'lost it'],
    ['throws what is no error', `on('train', () => { throw null })`, 'null'],
    ['leaves without a word', `on('train', () => process.exit(0))`, 'code 0'],
    ['leaves with a status', `on('train', () => process.exit(7))`, 'code 7'],
    ['rejects unheard', `on('train', () => void Promise.reject(new Error('nobody')))`, 'nobody'],
    ['is not JavaScript', `)`, 'Unexpected token'],
  ])('fails with a reason when the worker %s', async (_, script, reason) => {
    const error = await failure(await start(script));
    expect(error.kind).toBe('engine');
    expect(error.message).toContain(reason);
    expect(error.message).not.toContain('\n');
  });

  it('fails when the worker runs out of memory', async () => {
    // Holds for isolates that start from now on, so for the worker only.
    setFlagsFromString('--max-old-space-size=32');
    const session = await start(
      `on('train', () => { const hoard = []; for (;;) hoard.push(new Array(1e4).fill({})); })`,
    );
    const error = await failure(session);
    setFlagsFromString('--max-old-space-size=0');
    expect(error.message).toContain('memory');
  });

  it('fails when there is no worker to start', async () => {
    const session = startTraining(
      { ...testConfig, distFolder: join(folder, 'none') },
      eachEvent((event) => events.push(event)),
    );
    expect((await failure(session)).message).toContain('Cannot find module');
  });

  it('fails, and not before the caller holds the session, when the path is no path', async () => {
    const session = startTraining(
      { ...testConfig, distFolder: 'relative' },
      eachEvent((event) => events.push(event)),
    );
    expect(events).toEqual([]);
    await failure(session);
  });

  it('tells how far the data has been read', async () => {
    const progress = { stage: 'read', done: 1, total: 2 } as const;
    await writeFile(
      join(folder, 'worker.js'),
      `const { parentPort } = require('node:worker_threads');
       parentPort.postMessage({ type: 'loading', progress: ${JSON.stringify(progress)} });
       parentPort.postMessage({ type: 'events', events: [{ type: 'done', seconds: 0 }] });`,
    );
    const told: unknown[] = [];
    const config = { ...testConfig, distFolder: folder };
    const onLoading = (each: unknown): unknown => told.push(each);
    await startTraining(config, () => undefined, { onLoading }).finished;
    expect(told).toEqual([progress]);
  });

  it('ends a worker that does not stop when asked', async () => {
    const session = await start(`on('train', () => { send(${notice("'on'")}); for (;;); })`, 100);
    session.stop();
    expect((await failure(session)).message).toContain('did not stop');
  });

  it('passes pause, resume and questions on, and brings each answer to its question', async () => {
    const session = await start(
      `for (const type of ['pause', 'resume']) on(type, () => send({ type: 'notice', message: type }));
       const asked = [];
       on('ask', (request) => {
         if (asked.push(request) < 3) return;
         for (const { id, question } of asked.reverse()) {
           const reply = question.image.index === 1
             ? { error: { kind: 'input', message: 'no' } } : { ok: { actual: question.image.index } };
           parentPort.postMessage({ type: 'answer', id, reply });
         }
         send(${done});
       });`,
    );
    session.pause();
    session.resume();
    const answers = [0, 1, 2].map((index) => session.ask({ kind: 'predict', image: { index } }));
    expect(await Promise.allSettled(answers)).toMatchObject([
      { value: { actual: 0 } },
      { reason: { kind: 'input', message: 'no' } },
      { value: { actual: 2 } },
    ]);
    await session.finished;
    expect(events).toMatchObject([{ message: 'pause' }, { message: 'resume' }, { type: 'done' }]);
    session.pause();
    session.resume();
  });

  it.each([
    ['ends', `on('ask', () => send(${done}))`, 'ended before it could answer'],
    ['fails', `on('ask', () => process.exit(4))`, 'code 4'],
  ])('rejects whoever still waits for an answer when the run %s', async (_, script, reason) => {
    const session = await start(script);
    const ask = (): Promise<unknown> => session.ask({ kind: 'predict', image: { index: 0 } });
    const [pending] = await Promise.allSettled([ask(), session.finished]);
    const [late] = await Promise.allSettled([ask()]);
    for (const outcome of [pending, late]) {
      const error: unknown = (outcome as PromiseRejectedResult).reason;
      expect(error).toBeInstanceOf(LabError);
      expect((error as LabError).message).toContain(reason);
    }
  });

  it('can be started again after a failure', async () => {
    await failure(await start('process.exit(1)'));
    const session = await start(`on('train', () => send(${done}))`);
    await session.finished;
    expect(events.map(({ type }) => type)).toEqual(['failed', 'done']);
  });
});
