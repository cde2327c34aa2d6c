import type { ProcessIdentity } from './process-identity';

/**
 * The window's extension host, which is a process where VS Code does not run in a browser. Browsers give no ids, so it
 * gets one by chance. What stands for the machine is where it runs: hosts of one origin know each other's locks.
 */
export const thisProcess: ProcessIdentity = {
  host: digitsOf(location.origin),
  pid: crypto.getRandomValues(new Uint32Array(1))[0]!,
  start: Date.now(),
};

const { locks } = navigator as { readonly locks?: LockManager };
if (locks !== undefined) {
  // Held for as long as this host lives: nothing that ends it, be it a crash, leaves the lock.
  void locks.request(nameOf(thisProcess), () => new Promise<never>(() => undefined));
}

/** Whether a host lives; null where that cannot be known from here. */
export async function isAlive(other: ProcessIdentity): Promise<boolean | null> {
  if (nameOf(other) === nameOf(thisProcess)) return true;
  if (other.host !== thisProcess.host || locks === undefined) return null;
  const { held = [] } = await locks.query();
  return held.some(({ name }) => name === nameOf(other));
}

function nameOf({ host, pid, start }: ProcessIdentity): string {
  return `mnist-lab-${host}-${pid}-${start}`;
}

/** 12 hexadecimal digits that tell texts apart. */
function digitsOf(text: string): string {
  let digits = 0n;
  for (const character of text) {
    digits = (digits * 1_099_511_628_211n + BigInt(character.codePointAt(0)!)) & 0xffff_ffff_ffffn;
  }
  return digits.toString(16).padStart(12, '0');
}
