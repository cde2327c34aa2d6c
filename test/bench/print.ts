import type { Comparison, Result } from './compare';
import type { Missing } from './contestant';

/** Tables for people. */
export function printComparison(
  report: Comparison & { readonly missing: readonly Missing[] },
): void {
  const { peak, results, missing } = report;
  console.log(
    `Peak of one core, multiply-adds on registers only: ${peak.median.toFixed(1)} GFLOP/s (${peak.least.toFixed(1)}–${peak.most.toFixed(1)})`,
  );
  for (const network of new Set(results.map((result) => result.network))) {
    console.log(`\n${network}: an epoch of 58 × 1024 images`);
    const header = ['', 'threads', 'seconds', 'spread', 'images/s', 'GFLOP/s', 'of peak', '× ours'];
    const rows = results.filter((result) => result.network === network).map(toRow);
    printTable([header, ...rows]);
  }
  for (const { name, threads, reason } of missing) {
    console.log(`\nMissing: ${name} (${threads} threads): ${reason}`);
  }
}

function toRow(result: Result): string[] {
  const { contestant, threads, seconds, imagesPerSecond, gflops, peakShare, ratio } = result;
  const start = [contestant, String(threads)];
  if ('cannot' in seconds) return [...start, `cannot: ${seconds.cannot}`];
  const { median, least, most } = seconds;
  return [
    ...start,
    median.toPrecision(3),
    `${least.toPrecision(3)}–${most.toPrecision(3)}`,
    Math.round(imagesPerSecond).toLocaleString('en'),
    gflops.toPrecision(3),
    `${(100 * peakShare).toFixed(0)} %`,
    ratio.toPrecision(3),
  ];
}

/** The first column to the left, numbers to the right. */
function printTable(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]!.map((_, column) =>
    Math.max(...rows.filter((row) => row.length > 3).map((row) => row[column]!.length)),
  );
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column === 0 || row.length === 3
        ? cell.padEnd(widths[column]!)
        : cell.padStart(widths[column]!),
    );
    console.log(cells.join('  ').trimEnd());
  }
}
