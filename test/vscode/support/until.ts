import { vi } from 'vitest';

/** Milliseconds. */
const PATIENCE = 60_000;

/**
 * Waits until something is so, in hooks, where `expect.poll` is not to be had, as in tests. What is thrown
 * meanwhile, as by an element that was made anew, is thrown at the end only.
 */
export async function until(
  what: string,
  isSo: () => Promise<boolean>,
  timeout = PATIENCE,
): Promise<void> {
  await vi.waitFor(
    async () => {
      if (!(await isSo())) throw new Error(`Waited in vain: ${what}.`);
    },
    { timeout, interval: 50 },
  );
}
