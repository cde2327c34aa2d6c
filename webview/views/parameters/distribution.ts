/** The outline of a histogram's bars, for an SVG path in a box of (`bins` × 1); empty without values. */
export function outlineOf(histogram: readonly number[]): string {
  const highest = Math.max(...histogram);
  if (!(highest > 0)) return '';
  const steps = histogram.map((count, bin) => `V${(1 - count / highest).toFixed(3)}H${bin + 1}`);
  return `M0 1${steps.join('')}V1Z`;
}

/** How many values a histogram has counted: those of a network that diverges are no finite numbers any more. */
export function finiteOf(histogram: readonly number[]): number {
  return histogram.reduce((sum, count) => sum + count, 0);
}

/** The middle of the fullest of equally wide bins: where most values are. */
export function commonest(histogram: readonly number[], least: number, most: number): number {
  const fullest = histogram.indexOf(Math.max(...histogram));
  return least + ((fullest + 0.5) / histogram.length) * (most - least);
}
