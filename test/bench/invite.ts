import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { loadMnist, mnistFolder } from '../support/mnist';
import type { Contestant, Missing } from './contestant';
import { startOurs } from './ours';
import { startPeer } from './peer';

/** Ours first, then every peer that can be started; the others with the reason why not. */
export async function invite(
  root: string,
): Promise<{ contestants: Contestant[]; missing: Missing[] }> {
  const dist = join(root, 'dist');
  const data = mnistFolder(root);
  const mnist = await loadMnist(root);
  const peers = join(root, 'test/bench/peers');
  const threads = Math.min(2, availableParallelism());
  const contestants = [
    await startOurs(dist, mnist, 'relaxed', threads),
    await startOurs(dist, mnist, 'relaxed', 1),
    await startOurs(dist, mnist, 'portable', threads),
  ];
  const missing: Missing[] = [];
  const peer = async (
    name: string,
    command: string,
    args: string[],
    count: number,
    can: { readonly slow?: boolean; readonly whole?: boolean } = {},
  ) => {
    try {
      contestants.push(await startPeer(name, command, args, count, can));
    } catch (error) {
      missing.push({ name, threads: count, reason: (error as Error).message });
    }
  };
  const pytorch = [join(peers, 'pytorch.py'), data];
  const python = findPython();
  await peer('PyTorch', python, [...pytorch, String(threads)], threads, { whole: true });
  await peer('PyTorch', python, [...pytorch, '1'], 1, { whole: true });
  install(peers);
  await peer('jax-js wasm', process.execPath, [join(peers, 'jaxjs.mjs'), data], 1);
  for (const backend of ['wasm', 'cpu']) {
    const args = [join(peers, 'tfjs.mjs'), data, backend];
    await peer(`TensorFlow.js ${backend}`, process.execPath, args, 1, { slow: backend === 'cpu' });
  }
  return { contestants, missing };
}

/** The first Python that has PyTorch: distributions keep theirs where the PATH may not lead. */
function findPython(): string {
  const candidates = ['python3', '/usr/bin/python3'];
  const hasTorch = (python: string): boolean =>
    spawnSync(python, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0;
  return candidates.find(hasTorch) ?? 'python3';
}

/** The peers from the registry; without it they are missing, and say so themselves. */
function install(peers: string): void {
  if (existsSync(join(peers, 'node_modules'))) return;
  console.error('Installing the peers …');
  try {
    execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: peers, stdio: 'ignore' });
  } catch {
    console.error('The peers from the npm registry could not be installed.');
  }
}
