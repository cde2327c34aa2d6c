/** Signals that ask for an end, and the exit status that says so: 128 and the signal's number. */
const statuses = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
const signals = Object.keys(statuses) as (keyof typeof statuses)[];

/**
 * Milliseconds within which a second signal belongs to the same Ctrl-C: npm and `timeout` pass on to
 * their child what the terminal has sent to it already.
 */
const SAME_PRESS = 200;

/**
 * Tells of the first signal that asks for an end, with the exit status for it. A later one ends the
 * process at once, whatever it is doing.
 * @returns what ends the listening
 */
export function listenForSignals(first: (status: number) => void): () => void {
  const stopListening = (): void => {
    for (const signal of signals) process.off(signal, listener);
  };
  const listener = tellInterrupts(
    (signal: keyof typeof statuses) => {
      first(statuses[signal]);
    },
    (signal) => {
      // Nobody listens to it any more, so that the system ends the process: `process.exit` would wait
      // for threads, and so for a file system that does not answer.
      stopListening();
      process.kill(process.pid, signal);
    },
  );
  for (const signal of signals) process.on(signal, listener);
  return stopListening;
}

/**
 * A listener that tells the first press from a later one.
 * @param now milliseconds on a clock that only goes forward
 */
export function tellInterrupts<Signal>(
  first: (signal: Signal) => void,
  again: (signal: Signal) => void,
  now: () => number = () => performance.now(),
): (signal: Signal) => void {
  let firstAt: number | null = null;
  return (signal) => {
    if (firstAt === null) {
      firstAt = now();
      first(signal);
    } else if (now() - firstAt > SAME_PRESS) {
      again(signal);
    }
  };
}
