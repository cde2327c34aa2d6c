export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Puts one level of settings on another as VS Code does: objects are merged, all else is replaced. */
export function mergeValues(below: unknown, above: unknown): unknown {
  if (!isObject(below) || !isObject(above)) return above;
  const merged = new Map(Object.entries(below));
  for (const [key, value] of Object.entries(above)) {
    merged.set(key, mergeValues(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}
