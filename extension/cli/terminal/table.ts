import { type Alignment, columnsOf, pad } from './columns';

/** Lays cells out in columns, two spaces apart. Cells may hold colours. */
export function table(
  rows: readonly (readonly string[])[],
  alignments: readonly Alignment[],
): string[] {
  const widths = alignments.map((_, column) =>
    Math.max(0, ...rows.map((row) => columnsOf(row[column] ?? ''))),
  );
  return rows.map((row) =>
    alignments
      .map((alignment, column) => pad(row[column] ?? '', widths[column]!, alignment))
      .join('  ')
      .trimEnd(),
  );
}
