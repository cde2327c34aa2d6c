/**
 * A worker of a page: trains with portable SIMD on each number of threads that its address asks for (`?threads=1,2`),
 * and tells a digest of all that came of it to the server that it is from, or why there is none.
 */
import { createEngine } from '../../../extension/engine/engine';
import { workerScript } from '../../../extension/platform/worker';
import { trainedDigest } from '../../support/digest';

async function digests(dist: string, counts: readonly number[]): Promise<string[]> {
  const found: string[] = [];
  for (const threads of counts) {
    const engine = await createEngine({
      ...{ wasmFolder: `${dist}/wasm`, threadScript: workerScript(dist, 'thread') },
      ...{ simd: 'portable', threads },
    });
    if (engine.threads !== threads) throw new Error(`${engine.threads} threads, not ${threads}`);
    found.push(await trainedDigest(engine));
    await engine.dispose();
  }
  return found;
}

async function main(): Promise<void> {
  const { origin, searchParams } = new URL(location.href);
  const counts = searchParams.get('threads')!.split(',').map(Number);
  const told = await digests(`${origin}/dist`, counts).catch((error: unknown) => String(error));
  await fetch(`${origin}/digests`, { method: 'POST', body: JSON.stringify(told) });
}

void main();
