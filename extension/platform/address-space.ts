import { readFileSync } from 'node:fs';

/** Bytes of address space that this process may have (`ulimit -v`), or null where nothing limits it. */
export function addressSpaceLimit(): number | null {
  let limits: string;
  try {
    limits = readFileSync('/proc/self/limits', 'utf8');
  } catch {
    // Only Linux tells, and only there such a limit is usual.
    return null;
  }
  const soft = /^Max address space\s+(\d+)/m.exec(limits)?.[1];
  return soft === undefined ? null : Number(soft);
}
