import { join } from 'node:path';
import { createEngine } from '../../extension/engine/engine';
import type { Engine } from '../../extension/engine/api';
import type { Simd } from '#shared/protocol/events';
import { builtFolder } from './dist';

/** The built engine. */
export async function startEngine(simd: Simd, threads: number): Promise<Engine> {
  const dist = builtFolder();
  return createEngine({
    wasmFolder: join(dist, 'wasm'),
    threadScript: join(dist, 'thread.js'),
    simd,
    threads,
  });
}

/** Runs `use` on an engine of its own, which is gone afterwards. */
export async function withEngine<T>(
  simd: Simd,
  threads: number,
  use: (engine: Engine) => T | Promise<T>,
): Promise<T> {
  const engine = await startEngine(simd, threads);
  try {
    return await use(engine);
  } finally {
    await engine.dispose();
  }
}

/** The indices `first … first + count - 1`. */
export function consecutive(first: number, count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, i) => first + i);
}
