import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Threads from 'node:worker_threads';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createEngine } from '../../extension/engine/engine';
import type { Engine } from '../../extension/engine/api';
import { coreCount } from '../../extension/platform/cores';
import type { TrainingEvent } from '#shared/protocol/events';
import { startTraining } from '../../extension/training/session';
import { builtFolder } from '../support/dist';
import { consecutive } from '../support/engine';
import { notebookModel } from '../support/models';
import { testConfig } from '../training/support';

const dist = builtFolder();
const options = {
  wasmFolder: join(dist, 'wasm'),
  threadScript: join(dist, 'thread.js'),
  simd: 'auto',
  threads: 2,
} as const;

/** Trains a step, to show that what was fallen back to works. */
function learns(engine: Engine): boolean {
  const images = Uint8Array.from({ length: 16 * 784 }, (_, i) => (i * 37) % 256);
  const labels = Uint8Array.from({ length: 16 }, (_, i) => i % 10);
  const dataset = engine.addDataset(images, labels, [1, 28, 28]);
  const network = engine.addNetwork(notebookModel('mlp').plan, 16, { seed: 1, stream: 0 });
  network.initialize();
  const first = network.trainStep(dataset, consecutive(0, 16));
  return network.trainStep(dataset, consecutive(0, 16)) < first;
}

const real = WebAssembly.validate;

/** Threads that the system still gives. */
const system = vi.hoisted(() => ({ threads: Infinity }));
vi.mock('node:worker_threads', async (original) => {
  const actual = await original<typeof Threads>();
  class Worker extends actual.Worker {
    constructor(...args: ConstructorParameters<typeof actual.Worker>) {
      if (system.threads <= 0) throw Object.assign(new Error('EAGAIN'), { code: 'ERR_WORKER_INIT_FAILED' }); // prettier-ignore
      super(...args);
      system.threads--;
    }
  }
  return { ...actual, Worker };
});

afterEach(() => {
  system.threads = Infinity;
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('an engine on a machine that lacks something', () => {
  test('trains on one thread, and says so, without shared memory', async () => {
    vi.stubGlobal('SharedArrayBuffer', undefined);
    const engine = await createEngine(options);
    expect(engine.threads).toBe(1);
    expect(engine.notices.join()).toMatch(/Shared memory is not available/);
    expect(learns(engine)).toBe(true);
    await engine.dispose();
  });

  test('trains with portable SIMD, and says so, without relaxed SIMD', async () => {
    // An engine without relaxed SIMD refuses the modules that have it: the ones with opcode fd 85 02.
    vi.spyOn(WebAssembly, 'validate').mockImplementation(
      (bytes) => !Buffer.from(bytes).includes(Buffer.from([0xfd, 0x85, 0x02])) && real(bytes),
    );
    const engine = await createEngine({ ...options, simd: 'relaxed' });
    expect(engine.simd).toBe('portable');
    expect(engine.notices.join()).toMatch(/Relaxed SIMD is not available/);
    expect(learns(engine)).toBe(true);
    await engine.dispose();
  });

  test('refuses in one sentence where there is no SIMD at all', async () => {
    vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
    await expect(createEngine(options)).rejects.toThrow(/cannot run WebAssembly SIMD: use/);
  });

  test('names the file that is missing where it was not built', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'mnist-lab-'));
    await expect(createEngine({ ...options, wasmFolder: empty })).rejects.toThrow(
      /relaxed-threads\.wasm cannot be read.*npm run build/,
    );
    await rm(empty, { recursive: true });
  });

  test('uses more threads than cores when asked to, and says so', async () => {
    const threads = coreCount() + 1;
    const engine = await createEngine({ ...options, threads });
    expect(engine.threads).toBe(threads);
    expect(engine.notices.join()).toMatch(/slower/);
    expect(learns(engine)).toBe(true);
    await engine.dispose();
  });

  test.each([0, 1])('trains on the threads that the system gives, here %i more', async (more) => {
    system.threads = more;
    const engine = await createEngine({ ...options, threads: 4 });
    expect(engine.threads).toBe(1 + more);
    expect(engine.notices.join()).toMatch(
      new RegExp(`gives no more threads .*ulimit -u.*uses ${1 + more} of the 4 `),
    );
    expect(engine.notices.filter((notice) => notice.includes('threads'))).toHaveLength(1);
    expect(learns(engine)).toBe(true);
    await engine.dispose();
  });

  test('says in one sentence that there is not even a thread for the run', async () => {
    system.threads = 0;
    const events: TrainingEvent[] = [];
    const config = { ...testConfig, distFolder: dist };
    const { finished } = startTraining(config, (batch) => events.push(...batch));
    await expect(finished).rejects.toThrow(/gives no more threads .*EAGAIN.*ulimit -u/);
    expect(events).toMatchObject([{ type: 'failed', error: { kind: 'engine' } }]);
  });

  test('fails, rather than waits, when a thread cannot start', async () => {
    const threadScript = join(dist, 'no-such-script.js');
    await expect(createEngine({ ...options, threadScript })).rejects.toThrow(
      /Thread 2 of the engine did not start/,
    );
  });
});
