import type { Comparison, Result } from './compare';
import type { Missing } from './contestant';
import type { KernelResult } from './kernels';
import type { ProgramResult } from './program';
import type { Scaling } from './scaling';
import type { Spread } from './statistics';
import type { WholeResult } from './whole';

export interface Report extends Comparison {
  readonly missing: readonly Missing[];
  readonly whole: readonly WholeResult[];
  readonly kernels: readonly KernelResult[];
  readonly scaling: readonly Scaling[];
  readonly program: ProgramResult;
}

/** Tables for people. */
export function printReport(report: Report): void {
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
  printWhole(report.whole);
  printKernels(report.kernels);
  for (const scaling of report.scaling) printScaling(scaling);
  printProgram(report.program);
  for (const { name, threads, reason } of missing) {
    console.log(`\nMissing: ${name} (${threads} threads): ${reason}`);
  }
}

function printWhole(results: readonly WholeResult[]): void {
  for (const task of new Set(results.map((result) => result.task))) {
    console.log(`\n${task}`);
    const rows = results
      .filter((result) => result.task === task)
      .map(({ contestant, threads, seconds, ratio }) => [
        contestant,
        String(threads),
        ...spreadCells(seconds),
        ratio.toPrecision(3),
      ]);
    printTable([['', 'threads', 'seconds', 'spread', '× ours'], ...rows]);
  }
}

function printKernels(results: readonly KernelResult[]): void {
  console.log('\nKernels on one core, relaxed SIMD');
  const rows = results.map(({ name, images, microseconds, gflops, peakShare, nanoseconds }) => [
    name,
    images === null ? '' : String(images),
    ...spreadCells(microseconds),
    gflops === null ? '' : gflops.toFixed(1),
    peakShare === null ? '' : `${(100 * peakShare).toFixed(0)} %`,
    nanoseconds === null ? '' : nanoseconds.toPrecision(2),
  ]);
  const header = ['', 'images', 'µs', 'spread', 'GFLOP/s', 'of peak', 'ns/element'];
  printTable([header, ...rows]);
  console.log(
    'GFLOP/s count every product of a layer. Where background is skipped, most are never computed: that is how a kernel comes to more than the peak.',
  );
}

function printScaling({ name, rows }: Scaling): void {
  console.log(`\nScaling: ${name}`);
  const cells = rows.map(({ value, milliseconds, gflops, work, time }) => [
    value,
    ...spreadCells(milliseconds),
    gflops.toFixed(1),
    work.toPrecision(3),
    time.toPrecision(3),
    (time / work).toPrecision(3),
  ]);
  printTable([['', 'ms', 'spread', 'GFLOP/s', 'work', 'time', 'time/work'], ...cells]);
}

function printProgram({ secondsToFirstBatch, megabytes }: ProgramResult): void {
  console.log('\nThe terminal command, three networks');
  console.log(`From command to first batch: ${secondsToFirstBatch.toFixed(2)} s`);
  const memory = megabytes === null ? 'not told by this system' : `${megabytes.toFixed(0)} MB`;
  console.log(`Most resident memory, data included: ${memory}`);
}

function spreadCells({ median, least, most }: Spread): string[] {
  return [median.toPrecision(3), `${least.toPrecision(3)}–${most.toPrecision(3)}`];
}

function toRow(result: Result): string[] {
  const { contestant, threads, seconds, imagesPerSecond, gflops, peakShare, ratio } = result;
  const start = [contestant, String(threads)];
  if ('cannot' in seconds) return [...start, `cannot: ${seconds.cannot}`];
  return [
    ...start,
    ...spreadCells(seconds),
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
