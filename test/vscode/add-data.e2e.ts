/** Images of one's own: from a folder on the disk to a run. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { encodePng } from '../support/png';
import { Question } from './support/history';
import { profile, quick, useLab } from './support/lab';
import { confusionOf, finished, openTab, TRAINED } from './support/panel';
import { until } from './support/until';

/** One batch. */
const short = { ...quick, 'mnistLab.epochs': 1, 'mnistLab.batchSize': 24 };
const lab = useLab(short);
/** Milliseconds that the dialog for files may take to close. */
const DIALOG_PATIENCE = 8000;
const classes = ['cat', 'dog'];
const counts = { train: 12, test: 5 };

const pets = (): string => join(lab.server.workspace, 'data', 'pets');

/** A picture of 28×28 with a bar where its class has it. */
function picture(label: number, index: number): Buffer {
  const pixels = new Uint8Array(784);
  const row = 4 + 14 * label + (index % 5);
  pixels.fill(200 + index, row * 28, (row + 2) * 28);
  return encodePng(pixels, 28);
}

/** The workspace's settings as they are on the disk; none where there is no file. */
async function settings(): Promise<unknown> {
  const file = join(lab.server.workspace, '.vscode/settings.json');
  return JSON.parse(await readFile(file, 'utf8').catch(() => '{}'));
}

const dialog = (): Locator => lab.workbench.page.locator('.monaco-dialog-box');
const toast = (text: string): Locator =>
  lab.workbench.page.locator('.notification-toast', { hasText: text });

/** Answers the question for a folder or file, as soon as it shows where it begins. */
async function choosePlace(path: string): Promise<void> {
  const question = new Question(lab.workbench);
  await question.box.getByText('Add Data', { exact: true }).waitFor();
  await expect.poll(() => question.input.inputValue()).toContain(lab.server.workspace);
  await question.input.fill(path);
  // The dialog passes over what comes while it looks into a folder; a key too many would answer what is asked next.
  await until('the dialog has taken the path', async () => {
    if (!(await question.box.isVisible())) return true;
    await question.input.press('Enter');
    await question.box.waitFor({ state: 'hidden', timeout: DIALOG_PATIENCE });
    return true;
  });
}

async function addData(path: string): Promise<void> {
  await lab.workbench.command('MNIST Lab: Add Data…');
  await choosePlace(path);
}

describe('a person with pictures of their own', () => {
  beforeAll(async () => {
    for (const [part, count] of Object.entries(counts)) {
      for (const [label, name] of classes.entries()) {
        const folder = join(pets(), part, name);
        await mkdir(folder, { recursive: true });
        for (let i = 0; i < count; i++) {
          const index = part === 'train' ? i : counts.train + i;
          await writeFile(join(folder, `${i}.png`), picture(label, index));
        }
      }
    }
    await writeFile(join(lab.server.workspace, 'letter.txt'), 'Dear Ada');
  });

  beforeEach(async () => {
    await lab.server.writeWorkspaceSettings({});
    // Read anew with the window: a server does not watch files.
    await lab.workbench.applySettings({ ...profile, ...short });
  });

  test(
    'adds them by their folder, sees what they are, and trains on them',
    async () => {
      await addData(pets());
      await dialog().getByText('Use pets for training?').waitFor();
      expect(await dialog().locator('.dialog-message-detail').innerText()).toContain(
        [
          'Folders of pictures by class, 28×28 pixels, grey, 2 classes',
          '24 training images and 10 test images',
          'Classes: cat, dog',
        ].join('\n'),
      );
      await lab.workbench.screenshot('add-data');
      await dialog().getByRole('button', { name: 'Save in Workspace Settings' }).click();
      await toast('The next run trains on pets.').getByRole('button', { name: 'Train' }).click();
      expect(await settings()).toEqual({ 'mnistLab.data': 'data/pets' });
      const panel = await lab.view();
      await finished(panel);
      await openTab(panel, 'Confusion');
      const matrix = await confusionOf(panel, 'small');
      expect(matrix).toHaveLength(4);
      expect(matrix[0]! + matrix[1]!).toBe(counts.test);
    },
    TRAINED,
  );

  test('learns why a file is no data set, and can choose another', async () => {
    await addData(join(lab.server.workspace, 'letter.txt'));
    const error = toast('No data set was found in');
    await error.waitFor();
    await error.getByRole('button', { name: 'Choose Other Data…' }).click();
    await choosePlace(pets());
    await dialog().getByText('Use pets for training?').waitFor();
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    expect(await settings()).toEqual({});
  });
});
