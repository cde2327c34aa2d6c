import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { expectClose } from '../support/close';
import { KernelBench, PACK, variants } from '../support/kernels';
import { TestRandom } from '../support/random';

const ROW = PACK * 4;
/** See assembly/matmul/panel.ts. */
const ADDED = { zero: 0, bias: 1, output: 2 };
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
          // One chain, or several, the last of which may be shorter.
          const cases = [false, true].flatMap((indirect) =>
            Object.values(ADDED).flatMap((added) =>
              [depth, 3, 1].map((chunk) => ({ indirect, added, chunk })),
            ),
          );
          for (const { indirect, added, chunk } of cases) {
            const output = bench.floats(before);
            const sizes = [
              rows,
              depth,
              chunk,
              bench.floats(weights),
              bench.floats(bias),
              added,
            ] as const;
            const places = [
              depth * ROW,
              output,
              ROW,
              rows * ROW,
              count,
              FINISH_STORE,
              bench.output(rows * PACK),
            ] as const;
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
              let sum = added === ADDED.bias ? bias[r]! : added === ADDED.output ? old : 0;
              for (let k = 0; k < depth; k++) {
                const row = indirect ? depth - 1 - k : k;
                sum += weights[k * rows + r]! * input[(position * depth + row) * PACK + lane]!;
              }
              return sum;
            });
            expectClose(
              bench.read(output, before.length),
              expected,
              `${indirect ? 'indirect' : 'direct'} ${rows} × ${depth} in chunks of ${chunk}, adding ${added}`,
              { terms: depth, shape: [count, rows, PACK] },
            );
            bench.check();
            bench.reset();
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

  test('dotPack sums over the images of a pack, and replaces, adds to or continues what is there', () => {
    const random = new TestRandom(5);
    for (const aRows of [1, 2, 11]) {
      for (const columns of [1, 2, 3, 4, 5, 8, 23]) {
        const a = random.floats(aRows * PACK);
        const b = random.floats(columns * PACK);
        const before = random.floats(aRows * columns);
        for (const mode of [0, 1, 2]) {
          const output = bench.floats(before);
          bench.kernels.dotPack(aRows, bench.floats(a), bench.floats(b), columns, output, columns * 4, mode); // prettier-ignore
          const expected = Float64Array.from(before, (old, at) => {
            const i = Math.floor(at / columns);
            const x = a.subarray(i * PACK, (i + 1) * PACK);
            const j = at % columns;
            return x.reduce((sum, value, k) => sum + value * b[j * PACK + k]!, mode > 0 ? old : 0);
          });
          expectClose(
            bench.read(output, before.length),
            expected,
            `${aRows} × ${columns}, ${mode}`,
            {
              terms: PACK,
              shape: [aRows, columns],
            },
          );
          bench.check();
          bench.reset();
        }
      }
    }
  });

  test('sumPlaces adds the values at some places to the lanes that are there', () => {
    const random = new TestRandom(6);
    const values = random.floats(40 * PACK);
    const before = random.floats(4);
    for (const count of [0, 1, 7, 8, 9, 33]) {
      const list = Array.from({ length: count }, (_, i) => 39 - i);
      const sums = bench.floats(before);
      const places = bench.words(list.flatMap((place) => [0, place * ROW]));
      bench.kernels.sumPlaces(bench.floats(values), places, count, sums);
      const expected = Float64Array.from(before, (old, lane) =>
        list.reduce((sum, i) => sum + values[i * PACK + lane]! + values[i * PACK + 4 + lane]!, old),
      );
      expectClose(bench.read(sums, 4), expected, `${count} places`, { terms: 2 * count });
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
