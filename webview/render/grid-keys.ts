/** Row and column, from 0. */
export type GridCell = readonly [number, number];

/**
 * Where a key leads from a cell of a square grid, after the WAI-ARIA pattern: arrows by one, Home and
 * End to the ends of the row, with Ctrl to the corners. Null for any other key.
 */
export function cellAfter(
  { key, ctrlKey }: { readonly key: string; readonly ctrlKey: boolean },
  [row, column]: GridCell,
  size: number,
): GridCell | null {
  const last = size - 1;
  const targets: Record<string, GridCell> = {
    ArrowUp: [Math.max(0, row - 1), column],
    ArrowDown: [Math.min(last, row + 1), column],
    ArrowLeft: [row, Math.max(0, column - 1)],
    ArrowRight: [row, Math.min(last, column + 1)],
    Home: [ctrlKey ? 0 : row, 0],
    End: [ctrlKey ? last : row, last],
  };
  return targets[key] ?? null;
}
