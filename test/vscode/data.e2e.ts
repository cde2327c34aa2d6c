/** The data set that the settings choose, looked at before anything is trained on it. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { idx, testImages, testLabels, trainImages, trainLabels, writeFiles } from '../support/idx';
import { encodePng } from '../support/png';
import { saidTwice, seriousFindings } from './support/accessibility';
import { useLab } from './support/lab';
import { choose, isFocused, openTab, overflow, select } from './support/panel';
import { openNarrow } from './support/views';

const lab = useLab({});

/** The figures of a class, part by part. */
function countsOf(panel: FrameLocator, name: string): Promise<string[]> {
  return panel
    .locator('.class-table tbody tr')
    .filter({ has: panel.getByRole('button', { name, exact: true }) })
    .locator('td')
    .allTextContents();
}

const total = (panel: FrameLocator): Locator => panel.locator('.samples-pager [role="status"]');

async function hasTotal(panel: FrameLocator, words: string): Promise<void> {
  await total(panel).filter({ hasText: words }).waitFor();
}

describe('a person who has trained nothing yet', () => {
  test('sees how many images of each digit MNIST has, and leafs through those of one', async () => {
    const { workbench } = lab;
    await lab.use({});
    await lab.useNoRuns();
    const panel = await openNarrow(workbench);
    await openTab(panel, 'Data');
    await panel.getByRole('heading', { name: 'MNIST', exact: true }).waitFor();
    expect(await countsOf(panel, '0')).toEqual(['5,923', '980']);
    expect(await countsOf(panel, '9')).toEqual(['5,949', '1,009']);
    await panel.getByText('No image occurs twice.').waitFor();
    await hasTotal(panel, '60,000 images');
    // A few of each digit.
    expect(await panel.locator('.sample-group h3').allTextContents()).toEqual(
      Array.from({ length: 10 }, (_, digit) => String(digit)),
    );
    expect(await panel.locator('.sample-strip canvas').count()).toBe(60);

    await select(panel, 'Class', '7');
    await panel.getByRole('heading', { name: 'Samples of class 7' }).waitFor();
    await hasTotal(panel, '6,265 images');
    await choose(panel, 'Part', 'Test');
    await hasTotal(panel, '1,028 images');
    // The first seven of the test images is the very first one.
    const images = panel.locator('.sample-strip canvas');
    await panel.getByRole('img', { name: 'Test image 0', exact: true }).waitFor();
    expect(await images.count()).toBe(60);
    const next = panel.getByRole('button', { name: 'Next Page' });
    await next.focus();
    await workbench.page.keyboard.press('Enter');
    await panel
      .getByRole('img', { name: 'Test image 0', exact: true })
      .waitFor({ state: 'detached' });
    expect(await isFocused(next)).toBe(true);
    expect(await images.count()).toBe(60);

    for (const width of [240, 300]) {
      await workbench.resizeSideBar(width);
      await workbench.settle();
      expect(await overflow(panel), `pixels beyond ${width}`).toBeLessThanOrEqual(0);
    }
    expect(await seriousFindings(panel)).toEqual([]);
    expect(await saidTwice(panel)).toEqual([]);
  });
});

describe('a person with images of their own', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mnist-lab-data-'));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  /** Images of 8×8, no two alike but those that are made so; class by class. */
  const images = (first: number, count: number): Uint8Array =>
    Uint8Array.from({ length: 64 * count }, (_, at) => {
      const image = first + Math.floor(at / 64);
      return at % 64 < 2 ? (at % 64 === 0 ? image % 256 : image >> 8) : (image * (at % 64)) % 251;
    });
  const labels = (count: number): Uint8Array => Uint8Array.from({ length: count }, (_, i) => i % 4);

  const changed = (panel: FrameLocator): Locator =>
    panel.getByRole('status').filter({ hasText: 'The files have changed since they were read.' });

  test('sees how far thousands of pictures have been read, and gives that up and begins anew', async () => {
    const { workbench } = lab;
    const pictures = join(folder, 'pictures');
    for (const name of ['0', '1', '2']) await mkdir(join(pictures, name), { recursive: true });
    for (let i = 0; i < 15_000; i++) {
      await writeFile(join(pictures, `${i % 3}/${i}.png`), encodePng(images(i, 1), 8));
    }
    await lab.use({ 'mnistLab.data': pictures });
    const panel = await lab.editor();
    await openTab(panel, 'Data');
    await panel.getByText(/(Looking at|Reading) pictures: [\d,]+ of 15,000/).waitFor();
    await workbench.screenshot('data-reading');
    await panel.getByRole('button', { name: 'Cancel' }).click();
    await panel.getByText('Reading was cancelled.').waitFor();
    expect(await panel.getByText(/pictures: [\d,]+ of/).count()).toBe(0);
    expect(await seriousFindings(panel)).toEqual([]);
    const again = panel.getByRole('button', { name: 'Read', exact: true });
    expect(await isFocused(again)).toBe(true);
    await workbench.page.keyboard.press('Enter');
    await panel.getByRole('heading', { name: 'pictures', exact: true }).waitFor();
    await hasTotal(panel, '12,000 images');
  });

  test('of the workspace is told when files of it have changed, too', async () => {
    const inside = join(lab.server.workspace, 'my-images');
    await mkdir(inside);
    const rows = (count: number): string =>
      Array.from({ length: count }, (_, i) => `${i % 2},${i},0,9,255\n`).join('');
    await writeFile(join(inside, 'train.csv'), rows(40));
    await lab.use({ 'mnistLab.data': join(inside, 'train.csv') });
    const panel = await lab.editor();
    await openTab(panel, 'Data');
    await hasTotal(panel, '32 images');
    await writeFile(join(inside, 'train.csv'), rows(60));
    await changed(panel).getByRole('button', { name: 'Read Again' }).click();
    await hasTotal(panel, '48 images');
  });

  test('is shown the test images that are among the training images, and where reading fails, why', async () => {
    const { workbench } = lab;
    const own = join(folder, 'own');
    // The last 12 of the test images are the first 12 to learn from.
    await writeFiles(own, {
      [trainImages]: idx([400, 8, 8], images(0, 400)),
      [trainLabels]: idx([400], labels(400)),
      [testImages]: idx([100, 8, 8], Buffer.concat([images(1000, 88), images(0, 12)])),
      [testLabels]: idx([100], labels(100)),
    });
    await lab.use({ 'mnistLab.data': own });
    const panel = await lab.editor();
    await openTab(panel, 'Data');
    const leak = panel.getByRole('listitem').filter({
      hasText: '12 of the test images are among the training images, too',
    });
    await leak.getByRole('button', { name: 'Show Them' }).click();
    await hasTotal(panel, '12 images');
    expect(await panel.locator('.sample-strip canvas').count()).toBe(12);
    await panel.getByRole('img', { name: 'Test image 88', exact: true }).waitFor();
    expect(await panel.getByText(own).count()).toBeGreaterThan(0);
    expect(await seriousFindings(panel)).toEqual([]);
    await workbench.screenshot('data-leak');

    // Mended on disk, which is noticed, and read again.
    await writeFiles(own, { [testImages]: idx([100, 8, 8], images(1000, 100)) });
    await changed(panel).waitFor();
    expect(await seriousFindings(panel)).toEqual([]);
    await workbench.screenshot('data-changed');
    await changed(panel).getByRole('button', { name: 'Read Again' }).click();
    await panel.getByText('No image occurs twice.').waitFor();
    expect(await changed(panel).count()).toBe(0);

    await rm(join(own, trainImages));
    await changed(panel).getByRole('button', { name: 'Read Again' }).click();
    const failed = panel.getByRole('alert').filter({ hasText: 'The images could not be read' });
    await failed.filter({ hasText: own }).waitFor();
    await workbench.screenshot('data-unreadable');

    // The person goes back to what they had.
    await lab.use({});
    await openTab(await lab.editor(), 'Data');
    await panel.getByRole('heading', { name: 'MNIST', exact: true }).waitFor();
  });
});
