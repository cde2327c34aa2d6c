/** Cores that the browser says it has. */
export function coreCount(): number {
  return navigator.hardwareConcurrency;
}
