/**
 * Another window, in a process of its own: `node window.cjs STORAGE WHAT …`. Says `ready` when what it was
 * asked for has begun.
 */
import { RunStore } from '../../extension/runs/store';
import { sampleRecord } from './support';

const [storage, what = '', ...words] = process.argv.slice(2);
const store = new RunStore(storage!);
const record = sampleRecord();
const running = { ...record, state: { ...record.state, status: 'running' as const } };

/** Stays until it is killed. */
const stay = (): void => void setInterval(() => undefined, 1000);

async function main(): Promise<void> {
  switch (what) {
    case 'train':
      await store.begin(words[0]!);
      await store.save(words[0]!, running);
      console.log('ready');
      stay();
      break;
    case 'write':
      console.log('ready');
      for (;;) await store.save(words[0]!, running);
    case 'name':
      for (const id of words) await store.rename(id, `mine ${id}`);
      break;
    case 'pin':
      for (const id of words) await store.pin(id, true);
      break;
    default:
      throw new Error(`There is nothing called ${what} to do.`);
  }
}

void main();
