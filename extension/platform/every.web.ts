/** As every.ts: a browser's timers keep nothing going. */
export function every(milliseconds: number, callback: () => void): () => void {
  const timer = setInterval(callback, milliseconds);
  return () => {
    clearInterval(timer);
  };
}
