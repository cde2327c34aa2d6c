import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { mnistLab } from '../support/cli';
import { datasetFiles, writeFiles } from '../support/idx';
import { useTemporaryFolder } from '../support/temporary-folder';

const folder = useTemporaryFolder();

it('tells what a path holds, as a table or as JSON, and what to know of it', async () => {
  const path = await writeFiles(folder('digits'), datasetFiles({ train: 30, test: 5 }));
  const { status, stdout } = await mnistLab('data', path);
  expect(status).toBe(0);
  expect(stdout).toMatch(
    /^digits {2}IDX files, 28×28 pixels, grey, 10 classes\n\nclass +training +test\n0 +3 +1\n/,
  );
  expect(stdout).toMatch(/\nall +30 +5\n/);
  expect(stdout).toContain('No test image shows 5, 6, 7, 8, and 9.');
  const json = await mnistLab('data', '--data', path, '--json', '--validation', '10');
  expect(JSON.parse(json.stdout)).toMatchObject({
    type: 'data',
    name: 'digits',
    form: 'idx',
    shape: [1, 28, 28],
    parts: {
      train: { count: 20, perClass: Array<number>(10).fill(2) },
      validation: { count: 10, perClass: Array<number>(10).fill(1) },
      test: { count: 5, perClass: [1, 1, 1, 1, 1, 0, 0, 0, 0, 0], duplicates: 0 },
    },
  });
});

it('ends with one sentence where there is no data set, or a word too many', async () => {
  const path = folder('nothing');
  await mkdir(path);
  await writeFile(join(path, 'letter.txt'), 'Dear Ada');
  const nothing = await mnistLab('data', path);
  expect([nothing.status, nothing.stdout]).toEqual([1, '']);
  expect(nothing.stderr).toMatch(/^mnist-lab: No data set was found in .*letter\.txt\.\n$/);
  const two = await mnistLab('data', path, path);
  expect([two.status, two.stderr]).toEqual([
    2,
    `mnist-lab: "${path}" is not expected here: see mnist-lab data --help.\n`,
  ]);
});
