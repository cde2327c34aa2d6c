/** Lets messages that have arrived be handled before the caller goes on. Costs a few microseconds. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
