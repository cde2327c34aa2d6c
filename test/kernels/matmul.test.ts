import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { expectClose } from '../support/close';
import { KernelBench, PACK, variants } from '../support/kernels';
import { TestRandom } from '../support/random';

const ROW = PACK * 4;
/** See assembly/matmul/panel.ts. */
const START = { zero: 0, bias: 1, output: 2 };
const FINISH_STORE = 0;

describe.each(variants)('microkernels, %s', (variant) => {
  let bench: KernelBench;
  beforeAll(async () => {
    bench = await KernelBench.load(variant);
  });
  afterEach(() => {
    bench.check();
    bench.reset();
  });

  const depths = [1, 2, 3, 7, 64, 101];
  const counts = [1, 2, 5];

  test('a panel of any height adds up weights times packs, from zero, bias or output', () => {
    const limit = bench.fused ? 6 : 5;
    const random = new TestRandom(1);
    for (let rows = 1; rows <= limit; rows++) {
      for (const depth of depths) {
        for (const count of counts) {
          const weights = random.floats(depth * rows);
          const bias = random.floats(rows);
          const input = random.floats(count * depth * PACK);
          const before = random.floats(count * rows * PACK);
          // The same rows of input in reverse, for the panel that finds them through offsets.
          const reversed = Array.from({ length: depth }, (_, k) => (depth - 1 - k) * ROW);
          for (const indirect of [false, true]) {
            for (const start of Object.values(START)) {
              const output = bench.floats(before);
              const sizes = [
                rows,
                depth,
                bench.floats(weights),
                bench.floats(bias),
                start,
              ] as const;
              const places = [depth * ROW, output, ROW, rows * ROW, count, FINISH_STORE] as const;
              if (indirect) {
                bench.kernels.multiplyPanelIndirect(
                  ...sizes,
                  bench.floats(input),
                  bench.words(reversed),
                  ...places,
                );
              } else {
                bench.kernels.multiplyPanel(...sizes, bench.floats(input), ...places);
              }
              const expected = Float64Array.from(before, (old, at) => {
                const lane = at % PACK;
                const r = Math.floor(at / PACK) % rows;
                const position = Math.floor(at / (PACK * rows));
                let sum = start === START.bias ? bias[r]! : start === START.output ? old : 0;
                for (let k = 0; k < depth; k++) {
                  const row = indirect ? depth - 1 - k : k;
                  sum += weights[k * rows + r]! * input[(position * depth + row) * PACK + lane]!;
                }
                return sum;
              });
              expectClose(
                bench.read(output, before.length),
                expected,
                `${indirect ? 'indirect' : 'direct'} ${rows} × ${depth}, start ${start}`,
                { terms: depth, shape: [count, rows, PACK] },
              );
              bench.check();
              bench.reset();
            }
          }
        }
      }
    }
  });

  test('dotLanes adds products to the lanes that are there', () => {
    const random = new TestRandom(2);
    const limit = bench.fused ? 6 : 5;
    const places = 26;
    for (const ones of [false, true]) {
      for (let rows = 1; rows <= limit - Number(ones); rows++) {
        for (const count of [0, 1, 3, 26]) {
          const sumRows = rows + Number(ones);
          const a = random.floats(rows * places * PACK);
          const b = random.floats(2 * places * PACK);
          const before = random.floats(sumRows * 2 * 4);
          const sums = bench.floats(before);
          // Rows of A in reverse, its places backwards.
          const rowOf = (row: number): number => (rows - 1 - row) * places;
          const list = Array.from({ length: count }, (_, i) => [places - 1 - i, i] as const);
          const b0 = bench.floats(b);
          bench.kernels.dotLanes(
            rows,
            ones,
            bench.floats(a),
            bench.words(Array.from({ length: rows }, (_, row) => rowOf(row) * ROW)),
            b0,
            b0 + places * ROW,
            bench.words(list.flat().map((place) => place * ROW)),
            count,
            sums,
          );
          const expected = Float64Array.from(before, (old, at) => {
            const lane = at % 4;
            const j = Math.floor(at / 4) % 2;
            const row = Math.floor(at / 8);
            let sum = old;
            for (const [aAt, bAt] of list) {
              for (const half of [0, 4]) {
                const x = row < rows ? a[(rowOf(row) + aAt) * PACK + half + lane]! : 1;
                sum += x * b[(j * places + bAt) * PACK + half + lane]!;
              }
            }
            return sum;
          });
          const title = `${rows}${ones ? ' and ones' : ''}, ${count} places`;
          expectClose(bench.read(sums, before.length), expected, title, {
            terms: 2 * count,
            shape: [sumRows, 2, 4],
          });
          bench.check();
          bench.reset();
        }
      }
    }
  });

  test('dotRows sums over positions and images, with columns beyond whole blocks', () => {
    const random = new TestRandom(3);
    for (const aRows of [1, 2]) {
      for (const columns of [1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 23]) {
        for (const count of [1, 2, 16]) {
          const a = random.floats(count * aRows * PACK);
          const b = random.floats(count * columns * PACK);
          const before = random.floats(aRows * columns);
          for (const accumulate of [false, true]) {
            const output = bench.floats(before);
            bench.kernels.dotRows(
              aRows,
              bench.floats(a),
              aRows * ROW,
              bench.floats(b),
              columns * ROW,
              columns,
              count,
              output,
              columns * 4,
              accumulate,
            );
            const expected = Float64Array.from(before, (old, at) => {
              const i = Math.floor(at / columns);
              const j = at % columns;
              let sum = accumulate ? old : 0;
              for (let position = 0; position < count; position++) {
                for (let lane = 0; lane < PACK; lane++) {
                  const x = a[(position * aRows + i) * PACK + lane]!;
                  sum += x * b[(position * columns + j) * PACK + lane]!;
                }
              }
              return sum;
            });
            expectClose(bench.read(output, before.length), expected, `${aRows} × ${columns}`, {
              terms: count * PACK,
              shape: [aRows, columns],
            });
            bench.check();
            bench.reset();
          }
        }
      }
    }
  });

  test('sumRow sums over positions and images, and nothing is zero', () => {
    const random = new TestRandom(4);
    for (const count of [1, 2, 5, 676]) {
      const values = random.floats(count * PACK);
      const sum = bench.kernels.sumRow(bench.floats(values), ROW, count);
      const expected = values.reduce((total, value) => total + value, 0);
      expectClose([sum], [expected], `sum of ${count}`, { terms: count * PACK });
    }
    expect(bench.kernels.sumRow(0, ROW, 0)).toBe(0);
  });
});
