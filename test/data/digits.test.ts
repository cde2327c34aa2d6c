/** scikit-learn's digits, 8×8 in values 0…16: as its package has them, and as people save them. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { dataAt } from '../../extension/data/choice';
import type { Dataset } from '../../extension/data/dataset';
import { loadDataset } from '../../extension/data/load-dataset';
import { useTemporaryFolder } from '../support/temporary-folder';

const digits = join(import.meta.dirname, '../fixtures/digits');
/** Images of each class, by the data set's own description (`optdigits.names`, testing). */
const COUNTS = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180];
const folder = useTemporaryFolder();

function load(path: string): Promise<Dataset> {
  const data = { ...dataAt(path) };
  return loadDataset({ data, classNames: [], memoryLimit: 2 ** 24, distFolder: '/installed' });
}

/** The rows of the table, label last, by its commas alone. */
async function rows(): Promise<number[][]> {
  const table = gunzipSync(await readFile(join(digits, 'digits.csv.gz'))).toString();
  return table
    .trim()
    .split('\n')
    .map((line) => line.split(',').map(Number));
}

/** Images and labels of all parts, an image a line, in an order of their own. */
function sorted({ train, test }: Dataset): string[] {
  return [train, test]
    .flatMap(({ images, labels }) =>
      Array.from(labels, (label, i) => `${label}: ${images.subarray(64 * i, 64 * i + 64).join()}`),
    )
    .sort();
}

describe('scikit-learn’s digits', () => {
  it.each(['digits.csv.gz', 'digits.npz'])(
    'are read whole from %s, from black (0) to white (16)',
    async (name) => {
      const dataset = await load(join(digits, name));
      expect(dataset.imageShape).toEqual([1, 8, 8]);
      expect(dataset.classes).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
      const counts = Array<number>(10).fill(0);
      for (const { labels } of [dataset.train, dataset.test])
        for (const label of labels) counts[label]!++;
      expect(counts).toEqual(COUNTS);
      const wanted = (await rows()).map((row) => {
        // Halves, such as 8 / 16 of 255, go to even, as NumPy's do.
        const bytes = row.slice(0, 64).map((value) => {
          const exact = (value * 255) / 16;
          const half = Math.floor(exact) + 0.5 === exact;
          return half ? 2 * Math.round(exact / 2) : Math.round(exact);
        });
        return `${row[64]!}: ${bytes.join()}`;
      });
      expect(sorted(dataset)).toEqual(wanted.sort());
    },
  );

  it('are the same bits, in the same parts, from either', async () => {
    const [table, arrays] = await Promise.all(
      ['digits.csv.gz', 'digits.npz'].map((name) => load(join(digits, name))),
    );
    expect(arrays!.train).toEqual(table!.train);
    expect(arrays!.test).toEqual(table!.test);
  });

  it('are the same bits unpacked, and below a header', async () => {
    const lines = (await rows()).map((row) => row.join());
    const header = [...Array.from({ length: 64 }, (_, i) => `pixel_${i >> 3}_${i & 7}`), 'target'];
    const path = folder('with-header.csv');
    await writeFile(path, [header.join(), ...lines, ''].join('\n'));
    const [packed, headed] = await Promise.all([load(join(digits, 'digits.csv.gz')), load(path)]);
    expect(headed.train).toEqual(packed.train);
    expect(headed.test).toEqual(packed.test);
  });
});
