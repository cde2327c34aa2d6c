import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { type Inspection, startInspection } from '../../extension/inspection/session';
import type { InspectionSource } from '../../extension/inspection/source';
import { refusal } from '../support/refusal';
import { useTemporaryFolder } from '../support/temporary-folder';
import { testConfig } from '../training/support';

const folder = useTemporaryFolder();
const anImage = { kind: 'predict', image: { index: 0 } } as const;
let opened: Inspection;

afterEach(() => {
  opened.dispose();
});

/** A saved run whose questions go to a worker with this script. */
async function open(script: string): Promise<InspectionSource> {
  const distFolder = folder('dist');
  await mkdir(distFolder, { recursive: true });
  await writeFile(
    join(distFolder, 'inspection-worker.js'),
    `const port = require('node:worker_threads').parentPort; ${script}`,
  );
  const source = { config: { ...testConfig, distFolder }, weightsFolder: folder('run') };
  opened = startInspection(source);
  return source;
}

it('tells the worker first which run it is about, and then asks', async () => {
  const source = await open(`
    const all = [];
    port.on('message', (message) => {
      all.push(message);
      const { type, id } = message;
      if (type === 'ask') port.postMessage({ type: 'answer', id, reply: { ok: all } });
    });`);
  const [first, second] = await Promise.all([opened.ask(anImage), opened.ask(anImage, source)]);
  expect(first).toEqual([
    { type: 'open', source },
    { type: 'ask', id: expect.any(Number) as number, question: anImage },
  ]);
  expect(second).toMatchObject([{}, {}, { type: 'ask', other: source }]);
});

it('rejects what was asked before the end and is asked after it', async () => {
  await open(`port.on('message', () => undefined);`);
  const pending = opened.ask(anImage);
  opened.dispose();
  opened.dispose();
  expect((await refusal(() => pending)).message).toContain('closed before it could answer');
  expect((await refusal(() => opened.ask(anImage))).message).toContain('closed');
});

it.each([
  ['dies', `port.on('message', () => process.exit(3))`, 'code 3'],
  ['breaks', `throw new Error('broken at birth')`, 'broken at birth'],
])('rejects with the reason when the worker %s', async (_, script, reason) => {
  await open(script);
  const error = await refusal(() => opened.ask(anImage));
  expect(error.kind).toBe('engine');
  expect(error.message).toContain(`networks ended (`);
  expect(error.message).toContain(reason);
  expect((await refusal(() => opened.ask(anImage))).message).toContain(reason);
});

it('rejects where there is no worker to start', async () => {
  const config = { ...testConfig, distFolder: 'relative' };
  opened = startInspection({ config, weightsFolder: '' });
  const { kind, message } = await refusal(() => opened.ask(anImage));
  expect(kind).toBe('engine');
  expect(message).toContain('open the run again');
});
