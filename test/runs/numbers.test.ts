import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RunNumbers } from '../../extension/runs/numbers';
import { useTemporaryFolder } from '../support/temporary-folder';

const folder = useTemporaryFolder();

test('numbers go up from one, also after a new start', async () => {
  const numbers = new RunNumbers(folder('one'));
  expect([await numbers.next(), await numbers.next()]).toEqual([1, 2]);
  expect(await new RunNumbers(folder('one')).next()).toBe(3);
});

test('no number is given twice, whoever asks at the same time', async () => {
  const windows = [1, 2, 3, 4].map(() => new RunNumbers(folder('many')));
  const given = await Promise.all(
    windows.flatMap((numbers) => Array.from({ length: 10 }, () => numbers.next())),
  );
  expect(new Set(given).size).toBe(40);
});

test('one file remembers them, and what else lies there does not count', async () => {
  const numbers = new RunNumbers(folder('few'));
  for (let run = 0; run < 12; run++) await numbers.next();
  expect(await readdir(folder('few'))).toEqual(['12']);
  await writeFile(join(folder('few'), '99.tmp'), '');
  expect(await numbers.next()).toBe(13);
});
