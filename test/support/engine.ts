import { join } from 'node:path';
import { createEngine } from '../../extension/engine/engine';
import type { Engine, NetworkPlan } from '../../extension/engine/network-plan';
import { findModel } from '../../extension/models/catalog';
import { planNetwork } from '../../extension/models/plan';
import type { Simd } from '../../extension/protocol/events';

const root = join(import.meta.dirname, '../..');

/** The built engine: `npm run build` first. */
export function startEngine(simd: Simd, threads: number): Promise<Engine> {
  return createEngine({
    wasmFolder: join(root, 'dist/wasm'),
    threadScript: join(root, 'dist/thread.js'),
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

/** One of the notebook's networks, for MNIST. */
export function notebookPlan(id: string): NetworkPlan {
  const old = planNetwork(findModel(id) as never, [1, 28, 28], 10) as any;
  const opt =
    id === 'cnn-big'
      ? { type: 'adam', lr: 0.01, betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0 }
      : { type: 'sgd', lr: 0.01, momentum: 0, nesterov: false, weightDecay: 0 };
  return {
    ...old,
    layers: old.layers.map((l: any) => ({ ...l, bias: true, padding: [0, 0] })),
    optimizer: opt,
    initialization: 'default',
  };
}

/** The indices `first … first + count - 1`. */
export function consecutive(first: number, count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, i) => first + i);
}
