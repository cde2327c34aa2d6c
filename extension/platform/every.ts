/**
 * Calls back again and again, for as long as something else keeps the program going.
 * @returns how to end that
 */
export function every(milliseconds: number, callback: () => void): () => void {
  const timer = setInterval(callback, milliseconds);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
