import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The terminal command as a person starts it, with the notebook's three networks. */
export interface ProgramResult {
  /** From command to the first batch event. */
  readonly secondsToFirstBatch: number;
  /** Most resident memory that the process ever had; null where the system does not tell. */
  readonly megabytes: number | null;
}

const LOOK = 100;

/** Runs one epoch; everything is in memory by its end. */
export async function measureProgram(root: string): Promise<ProgramResult> {
  const start = performance.now();
  const args = [join(root, 'dist/cli.js'), 'train', '--epochs', '1', '--json'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let megabytes: number | null = null;
  const timer = setInterval(() => {
    megabytes = peakMegabytes(child.pid!) ?? megabytes;
  }, LOOK);
  let secondsToFirstBatch = NaN;
  for await (const line of createInterface({ input: child.stdout })) {
    if (Number.isNaN(secondsToFirstBatch) && line.startsWith('{"type":"batch"')) {
      secondsToFirstBatch = (performance.now() - start) / 1000;
    }
  }
  clearInterval(timer);
  return { secondsToFirstBatch, megabytes };
}

/** Linux keeps the high-water mark of a process's resident memory. */
function peakMegabytes(pid: number): number | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
    return kibibytes === undefined ? null : (Number(kibibytes) * 1024) / 1e6;
  } catch {
    return null;
  }
}
