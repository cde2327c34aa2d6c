import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process of this machine or, by a shared folder, of another. */
export interface ProcessIdentity {
  /** What process ids are unique in until the machine is started anew, as 12 hexadecimal digits. */
  readonly host: string;
  readonly pid: number;
}

export const thisProcess: ProcessIdentity = { host: thisHost(), pid: process.pid };

/** Whether a process is known to have ended; false where that cannot be known from here. */
export function hasEnded({ host, pid }: ProcessIdentity): boolean {
  if (host !== thisProcess.host) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // Another person's process cannot be signalled, but it is there.
    return (error as { code?: string }).code === 'ESRCH';
  }
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
