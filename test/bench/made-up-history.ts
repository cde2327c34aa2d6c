import { cp, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { newRunId, RunStore } from '../../extension/runs/store';
import { sampleRecord } from '../runs/support';

const MINUTE = 60_000;
/** Bytes of the notebook's weights. */
const WEIGHTS = { mlp: 541_000, cnn: 542_000, 'cnn-big': 143_000 };

const record = sampleRecord({ epochs: 10, batchesPerEpoch: 58 });
const config = { ...record.config!, epochs: 10 };

/**
 * Fills a storage with made-up runs, each with files as large as a real one's: ten as the extension writes them, copied,
 * as nobody syncs a thousand files in a hurry.
 * @returns their ids, the oldest first
 */
export async function makeHistory(storage: string, runs: number): Promise<string[]> {
  const store = new RunStore(storage);
  const now = Date.now();
  const startOf = (index: number): number => now - (runs - index) * 37 * MINUTE;
  const ids = Array.from({ length: runs }, (_, index) => newRunId(startOf(index)));
  for (const [index, id] of ids.entries()) {
    const folder = join(storage, 'runs', id);
    if (index < 10) {
      const run = { ...record.state.run, startedAt: startOf(index) };
      await store.save(id, { config, state: { ...record.state, run } });
      if (index % 2 === 0) await store.rename(id, `lr ${index / 1000}, and what it does`);
      if (index === 9) await store.pin(id, true);
      await mkdir(join(folder, 'weights'));
      for (const [model, bytes] of Object.entries(WEIGHTS)) {
        const file = await open(join(folder, 'weights', `${model}.safetensors`), 'w');
        await file.truncate(bytes);
        await file.close();
      }
    } else {
      await cp(join(storage, 'runs', ids[index % 10]!), folder, { recursive: true });
    }
  }
  return ids;
}
