/**
 * Trains small networks with portable SIMD and prints a digest of their weights, to be run under
 * different JavaScript engines by reproducible.test.ts: `node digest.js <dist> <threads>`.
 */
import { join } from 'node:path';
import { createEngine } from '../../extension/engine/engine';
import { trainedDigest } from '../support/digest';

async function main(dist: string, threads: number): Promise<void> {
  const engine = await createEngine({
    wasmFolder: join(dist, 'wasm'),
    threadScript: join(dist, 'thread.js'),
    simd: 'portable',
    threads,
  });
  console.log(JSON.stringify({ version: process.version, digest: await trainedDigest(engine) }));
  await engine.dispose();
}

void main(process.argv[2]!, Number(process.argv[3]));
