import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { ProcessIdentity } from './process-identity';
import type { Soon } from './soon';

export const thisProcess: ProcessIdentity = {
  host: thisHost(),
  pid: process.pid,
  start: stateOf(process.pid)?.start ?? 0,
};

/**
 * Whether a process lives; null where that cannot be known from here: it is one of another machine, or what lives may
 * be a later process with its id.
 */
export function isAlive(process: ProcessIdentity): Soon<boolean | null> {
  return livesHere(process);
}

function livesHere({ host, pid, start }: ProcessIdentity): boolean | null {
  if (host !== thisProcess.host) return null;
  if (!isThere(pid)) return false;
  const now = start === 0 ? null : stateOf(pid);
  return now === null ? null : now.start === start && !now.dead;
}

/** Whether a process of which only this much is known has ended; false where that cannot be known. */
export function hasEnded(known: Pick<ProcessIdentity, 'host' | 'pid'>): boolean {
  return livesHere({ ...known, start: 0 }) === false;
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another person's process cannot be signalled, but it is there.
    return (error as { code?: string }).code !== 'ESRCH';
  }
}

/** Linux tells in a line of fields, the second of which, a name in parentheses, may hold any character. */
function stateOf(pid: number): { readonly start: number; readonly dead: boolean } | null {
  const line = orNothing(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const start = Number(fields[19]);
  if (!Number.isSafeInteger(start) || start <= 0) return null;
  // One that has ended and waits for its parent to ask is a zombie.
  return { start, dead: fields[0] === 'Z' || fields[0] === 'X' };
}

/** Containers may share a name and yet count their processes apart: Linux tells by the namespace. */
function thisHost(): string {
  const parts = [
    hostname(),
    orNothing(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
    orNothing(() => readlinkSync('/proc/self/ns/pid')),
  ];
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 12);
}

function orNothing(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
