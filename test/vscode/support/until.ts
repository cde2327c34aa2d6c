import { setTimeout } from 'node:timers/promises';

/** Milliseconds. */
const PATIENCE = 60_000;
const INTERVAL = 50;

/**
 * Waits until something is so, in hooks, where `expect.poll` is not to be had, in tests, and in programs that are none.
 * What is thrown meanwhile, as by an element that was made anew, is thrown at the end only.
 */
export async function until(
  what: string,
  isSo: () => Promise<boolean>,
  timeout = PATIENCE,
  interval = INTERVAL,
): Promise<void> {
  const deadline = performance.now() + timeout;
  for (;;) {
    let problem: unknown = new Error(`Waited in vain: ${what}.`);
    try {
      if (await isSo()) return;
    } catch (error) {
      problem = error;
    }
    if (performance.now() > deadline) throw problem;
    await setTimeout(interval);
  }
}
