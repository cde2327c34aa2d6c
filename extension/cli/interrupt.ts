/**
 * Milliseconds within which a second signal belongs to the same Ctrl-C: npm and `timeout` pass on to
 * their child what the terminal has sent to it already.
 */
const SAME_PRESS = 200;

/**
 * A listener for SIGINT and SIGTERM that tells the first press from a later one.
 * @param now milliseconds on a clock that only goes forward
 */
export function tellInterrupts(
  first: () => void,
  again: () => void,
  now: () => number = () => performance.now(),
): () => void {
  let firstAt: number | null = null;
  return () => {
    if (firstAt === null) {
      firstAt = now();
      first();
    } else if (now() - firstAt > SAME_PRESS) {
      again();
    }
  };
}
