/** The strongest a cell's colour gets, so that its neighbours still tell their own. */
const STRONGEST = 0.85;
/** A cell that holds anything at all is told from an empty one. */
const WEAKEST = 0.12;

/**
 * How strongly each cell of a confusion matrix, of counts, shares or changes of either sign, is
 * coloured, 0 to 1; what is null is not. The diagonal and the rest have scales of their own, and the rest a root scale:
 * beside a thousand right answers, ten confusions would not show.
 */
export function heatStrengths(confusion: readonly (readonly (number | null)[])[]): number[][] {
  const sizes = confusion.map((row) => row.map((value) => Math.abs(value ?? 0)));
  const right = Math.max(0, ...sizes.map((row, i) => row[i]!));
  const wrong = Math.max(0, ...sizes.flatMap((row, i) => row.filter((_, j) => j !== i)));
  return sizes.map((row, i) =>
    row.map((size, j) => {
      if (size === 0) return 0;
      const share = i === j ? size / right : Math.sqrt(size / wrong);
      return WEAKEST + (STRONGEST - WEAKEST) * share;
    }),
  );
}
