import { type ChildProcess, spawn } from 'node:child_process';
import { type FSWatcher, watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { expect } from 'vitest';
import { cli } from '../support/cli';
import type { TestRandom } from '../support/random';

/** A line of `--json`, as its readers have it. */
export interface Line {
  readonly type: string;
  readonly epoch?: number;
  readonly batch?: number;
  readonly resumed?: { readonly epoch: number; readonly batch: number };
  readonly [key: string]: unknown;
}

/** When a process is ended: so many milliseconds after its first batch, or while its n-th checkpoint is written. */
export type Moment =
  | { readonly after: number; readonly signal?: 'SIGINT' }
  | { readonly writing: number }
  | { readonly never: true };

/** A moment of either kind. @param longest milliseconds */
export function anyMoment(random: TestRandom, longest: number): Moment {
  return random.next() < 0.3
    ? { writing: random.integer(1, 6) }
    : { after: random.integer(0, longest) };
}

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly lines: readonly Line[];
  readonly stderr: string;
}

/** Runs `mnist-lab train --json` and ends it with SIGKILL when the moment has come, unless it has ended before. */
export async function train(
  args: readonly string[],
  folder: string,
  moment: Moment,
): Promise<Ended> {
  await mkdir(folder, { recursive: true });
  const child = spawn(process.execPath, [cli, 'train', ...args, '--json']);
  let stdout = '';
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  let timer: NodeJS.Timeout | undefined;
  const watcher = 'writing' in moment ? killWhileWriting(child, folder, moment.writing) : null;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    if ('after' in moment && stdout.includes('"batch"')) {
      timer ??= setTimeout(() => child.kill(moment.signal ?? 'SIGKILL'), moment.after);
    }
  });
  const [status, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((settle) => {
    child.once('close', (...end) => {
      settle(end);
    });
  });
  clearTimeout(timer);
  watcher?.close();
  // A line that was cut off says nothing.
  const lines = stdout.split('\n').slice(0, -1);
  return { status, signal, stderr, lines: lines.map((line) => JSON.parse(line) as Line) };
}

/** Temporary files appear where a checkpoint is about to be written. */
function killWhileWriting(child: ChildProcess, folder: string, which: number): FSWatcher {
  const seen = new Set<string>();
  return watch(folder, (_, name) => {
    if (name?.endsWith('.tmp') !== true) return;
    seen.add(name);
    if (seen.size >= which) child.kill('SIGKILL');
  });
}

/** What a reader of all parts of a run has, who cuts back to where each of them goes on. */
export function merged(parts: readonly (readonly Line[])[]): Line[] {
  let lines: Line[] = [];
  for (const part of parts) {
    const [first, ...others] = part;
    // It was killed before it said anything.
    if (first === undefined) continue;
    const { resumed, ...run } = first;
    const { batchesPerEpoch } = run.config as { readonly batchesPerEpoch: number };
    const before = lines
      .slice(1)
      .filter((line) => resumed !== undefined && isBefore(line, resumed, batchesPerEpoch));
    lines = [run, ...before, ...others];
  }
  return lines;
}

function isBefore(
  { type, epoch = 0, batch = 0 }: Line,
  end: { readonly epoch: number; readonly batch: number },
  batchesPerEpoch: number,
): boolean {
  if (type === 'batch') return epoch < end.epoch || (epoch === end.epoch && batch <= end.batch);
  const epochs = end.batch === batchesPerEpoch ? end.epoch : end.epoch - 1;
  return (type === 'epoch' || type === 'test') && epoch <= epochs;
}

/** All that is not a time, nor how it was done. */
export function withoutTimes(lines: readonly Line[]): unknown[] {
  return lines.map(({ seconds, engine, ...line }) => line);
}

/**
 * Trains a run that is killed at each of these moments and gone on with afterwards, until it is done.
 * @param settings of the run, and how it is done, which is said again each time
 * @returns the lines of all parts, and how many of them ended by force
 */
export async function trainKilled(
  settings: readonly string[],
  how: readonly string[],
  folder: string,
  moments: readonly Moment[],
): Promise<{ readonly parts: readonly (readonly Line[])[]; readonly kills: number }> {
  const parts: (readonly Line[])[] = [];
  let begun = false;
  let kills = 0;
  for (const moment of [...moments, { never: true } as const]) {
    const start = begun ? ['--resume', folder] : [...settings, '--checkpoint', folder];
    const ended = await train([...start, ...how, '--checkpoint-every', '0'], folder, moment);
    if (!begun || !ended.stderr.includes('There is no checkpoint')) parts.push(ended.lines);
    if (ended.signal === 'SIGKILL') kills++;
    else if (ended.status !== 0) {
      // Killed before anything was written, it begins anew.
      expect(ended.stderr).toContain('There is no checkpoint');
      begun = false;
      continue;
    }
    begun = true;
  }
  return { parts, kills };
}
