import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Simd } from '#shared/protocol/events';

const ROUNDS = 5_000_000;
const FLOPS_A_ROUND = 96;

/** GFLOP/s that one core's WebAssembly reaches on registers alone, see assembly/bench/peak.ts. */
export type MeasurePeak = () => number;

/** Compiles the loop with the variant's own settings. */
export async function compilePeak(root: string, simd: Simd): Promise<MeasurePeak> {
  const output = join(root, `dist/bench/peak-${simd}.wasm`);
  const compiler = join(root, 'node_modules/assemblyscript/bin/asc.js');
  const args = ['assembly/bench/peak.ts', '--target', simd, '--outFile', output];
  execFileSync(process.execPath, [compiler, ...args], { cwd: root });
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: false });
  const module = await WebAssembly.compile(readFileSync(output));
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  const peak = exports.peak as (rounds: number, factor: number, term: number) => number;
  return () => {
    const start = performance.now();
    peak(ROUNDS, 0.999, 0.001);
    return (ROUNDS * FLOPS_A_ROUND) / (performance.now() - start) / 1e6;
  };
}
