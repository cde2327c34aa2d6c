/** Digits of one's own before all the networks at once. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { resize } from '../../extension/data/pictures/resize';
import { mnistFolder } from '../support/mnist';
import { encodePng } from '../support/png';
import { boxOf, bringIntoSight } from './support/box';
import { inkOf, pixelsOf } from './support/canvas';
import { trainRun } from './support/history';
import { quick, useLab } from './support/lab';
import { choose, openTab, status, stop, sum, train, TRAINED } from './support/panel';

const short = { ...quick, 'mnistLab.epochs': 4 };
const lab = useLab(short);
const ids = ['small', 'tiny'] as const;

const pad = (panel: FrameLocator): Locator =>
  panel.getByRole('application', { name: 'Drawing pad' });
const sentence = (panel: FrameLocator): Locator => panel.locator('.agreement');

/** Whole percents of the ten classes. */
async function probabilitiesOf(panel: FrameLocator, id: string): Promise<number[]> {
  const texts = await panel
    .getByRole('table', { name: `Probabilities of ${id}` })
    .locator('.belief-number')
    .allTextContents();
  return texts.map(parseFloat);
}

async function expectProbabilities(panel: FrameLocator): Promise<void> {
  for (const id of ids) {
    await expect.poll(async () => sum(await probabilitiesOf(panel, id))).toBeGreaterThan(0);
    const shares = await probabilitiesOf(panel, id);
    expect(shares).toHaveLength(10);
    // Each of ten is rounded by up to a half.
    expect(Math.abs(sum(shares) - 100)).toBeLessThanOrEqual(5);
    const [best] = await panel
      .locator(`.reading[data-model="${id}"] .reading-result strong`)
      .allTextContents();
    expect(shares[Number(best)]).toBe(Math.max(...shares));
  }
}

/** Pulls the mouse over the pad, in shares of its width and height. */
async function draw(panel: FrameLocator, ...points: (readonly [number, number])[]): Promise<void> {
  const { mouse } = lab.workbench.page;
  await bringIntoSight(pad(panel));
  const box = await boxOf(pad(panel));
  const [first, ...others] = points.map(
    ([x, y]) => [box.x + x * box.width, box.y + y * box.height] as const,
  );
  await mouse.move(...first!);
  await mouse.down();
  for (const [x, y] of others) await mouse.move(x, y, { steps: 8 });
  await mouse.up();
}

async function showImage(panel: FrameLocator, index: number): Promise<void> {
  await panel.getByRole('textbox', { name: 'Test image' }).fill(String(index));
  await lab.workbench.page.keyboard.press('Enter');
}

/** A test image as a person has it: dark on white, and ten times as large. */
function pictureOfTestImage(index: number): Buffer {
  const images = readFileSync(join(mnistFolder('.'), 't10k-images-idx3-ubyte')).subarray(16);
  const pixels = images.subarray(784 * index, 784 * (index + 1)).map((value) => 255 - value);
  const large = resize({ width: 28, height: 28, channels: 1, pixels }, 280, 280);
  return encodePng(large.pixels, 280);
}

/** What the page has, and the types of tests do not know. */
interface PanelWindow {
  readonly DataTransfer: new () => { readonly items: { add(file: File): void } };
  readonly DragEvent: new (type: string, init: object) => unknown;
}

async function drop(panel: FrameLocator, name: string, content: Buffer): Promise<void> {
  const file = { name, base64: content.toString('base64') };
  await panel.locator('.try-it').evaluate((element, { name, base64 }) => {
    const { DataTransfer, DragEvent } = globalThis as unknown as PanelWindow;
    const target = element as unknown as { dispatchEvent(event: unknown): void };
    const dataTransfer = new DataTransfer();
    const bytes = Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0));
    dataTransfer.items.add(new File([bytes], name, { type: 'image/png' }));
    for (const type of ['dragenter', 'dragover', 'drop']) {
      target.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    }
  }, file);
}

async function copyPicture(page: Page, png: Buffer): Promise<void> {
  await page.evaluate(`(async () => {
    const bytes = Uint8Array.from(atob('${png.toString('base64')}'), (byte) => byte.charCodeAt(0));
    const picture = new Blob([bytes], { type: 'image/png' });
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })]);
  })()`);
}

const drawOne = (panel: FrameLocator): Promise<void> => draw(panel, [0.52, 0.15], [0.48, 0.85]);

describe('a person with trained networks', () => {
  let panel: FrameLocator;

  beforeAll(async () => {
    await lab.use(short);
    await trainRun(lab.server, await lab.editor());
  }, TRAINED);

  beforeEach(async () => {
    panel = await lab.editor();
    await openTab(panel, 'Try It');
    await choose(panel, 'What to show the networks', 'Draw');
    const clear = panel.getByRole('button', { name: 'Clear' });
    if (await clear.isEnabled()) await clear.click();
    await panel.getByText('Draw something, and every network says what it reads').waitFor();
  });

  test('draws a 1 with the mouse, and every network says how sure it is of each digit', async () => {
    expect(await probabilitiesOf(panel, 'small')).toEqual(new Array(10).fill(NaN));
    await drawOne(panel);
    await expectProbabilities(panel);
    expect(await sentence(panel).textContent()).toBe('Both networks read 1.');
    // The same as the networks see it: 28×28, and something on it.
    const seen = panel.locator('.seen canvas');
    expect(await seen.getAttribute('width')).toBe('28');
    expect(await inkOf(seen)).toBeGreaterThan(0);
  });

  test('sees the answers change while drawing on, and again when a line is taken back', async () => {
    await drawOne(panel);
    await expectProbabilities(panel);
    const one = await probabilitiesOf(panel, 'tiny');
    const before = await pixelsOf(panel.locator('.seen canvas'));
    await draw(panel, [0.2, 0.2], [0.8, 0.2]);
    await expect.poll(() => probabilitiesOf(panel, 'tiny')).not.toEqual(one);
    expect(await pixelsOf(panel.locator('.seen canvas'))).not.toBe(before);
    await panel.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => probabilitiesOf(panel, 'tiny')).toEqual(one);
    await panel.getByRole('button', { name: 'Clear' }).click();
    await panel.getByText('Draw something, and every network says what it reads').waitFor();
  });

  test('draws with the keyboard alone', async () => {
    const { keyboard } = lab.workbench.page;
    await pad(panel).focus();
    for (let step = 0; step < 2; step++) await keyboard.press('Shift+ArrowUp');
    await keyboard.press('Space');
    for (let step = 0; step < 4; step++) await keyboard.press('Shift+ArrowDown');
    await keyboard.press('Space');
    await expectProbabilities(panel);
    await expect.poll(() => sentence(panel).textContent()).toBe('Both networks read 1.');
    await panel.getByText('Pen up').waitFor({ state: 'attached' });
    await keyboard.press('Delete');
    await panel.getByText('Draw something, and every network says what it reads').waitFor();
  });

  test('drops a picture of a digit, dark on white paper, and the networks read it', async () => {
    await choose(panel, 'What to show the networks', 'Your picture');
    await panel.getByText('Drop or paste a picture here').waitFor();
    await drop(panel, 'seven.png', pictureOfTestImage(0));
    const view = panel.locator('.own-picture');
    await view.getByRole('img', { name: 'The picture seven.png' }).waitFor();
    await view.getByText('Dark and light exchanged').waitFor();
    const after = view.getByRole('img', { name: 'The picture as an image of the data set' });
    expect(await after.getAttribute('width')).toBe('28');
    expect(await inkOf(after)).toBeGreaterThan(0);
    await expectProbabilities(panel);
    await expect.poll(() => sentence(panel).textContent()).toBe('Both networks read 7.');
  });

  test('pastes a picture', async () => {
    const { page } = lab.workbench;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await copyPicture(page, pictureOfTestImage(2));
    await panel.getByRole('tab', { name: 'Try It' }).focus();
    await page.keyboard.press('Control+V');
    await panel.getByText('Dark and light exchanged').waitFor();
    await expect.poll(() => sentence(panel).textContent()).toBe('Both networks read 1.');
  });

  test('chooses a file, and hears what is wrong with one that is no picture', async () => {
    await choose(panel, 'What to show the networks', 'Your picture');
    const input = panel.locator('.own-picture input[type=file]');
    const [name, mimeType] = ['notes.png', 'image/png'];
    await input.setInputFiles({ name, mimeType, buffer: Buffer.from('These are only my notes.') });
    await panel.getByText('This picture cannot be read: it is text, no picture.').waitFor();
    await input.setInputFiles({ name: 'one.png', mimeType, buffer: pictureOfTestImage(2) });
    await expect.poll(() => sentence(panel).textContent()).toBe('Both networks read 1.');
  });

  test('steps through the test images, each with its label', async () => {
    await choose(panel, 'What to show the networks', 'Test images');
    await showImage(panel, 0);
    const image = panel.locator('.test-image');
    // The first of MNIST's test images.
    for (const [index, label] of [7, 2, 1, 0, 4].entries()) {
      await image.getByLabel(`Test image ${index}, labelled ${label}`).waitFor();
      await expectProbabilities(panel);
      for (const id of ids) {
        const row = panel
          .getByRole('table', { name: `Probabilities of ${id}` })
          .getByRole('row')
          .nth(label);
        await row.getByText('the label').waitFor({ state: 'attached' });
      }
      expect(await sentence(panel).textContent()).toMatch(new RegExp(`label is ${label}[.:]`));
      await panel.getByRole('button', { name: 'Next test image' }).click();
    }
    await showImage(panel, 9999);
    await image.getByLabel('Test image 9,999, labelled 6').waitFor();
    await panel.getByRole('button', { name: 'Next test image' }).click();
    await image.getByLabel('Test image 0, labelled 7').waitFor();
  });
});

test('the answers follow the networks while these learn', async () => {
  await lab.use({ ...quick, 'mnistLab.epochs': 1000 });
  const panel = await lab.editor();
  await train(panel);
  await expect.poll(() => status(panel).textContent()).toMatch(/of 1,000/);
  await openTab(panel, 'Try It');
  await choose(panel, 'What to show the networks', 'Test images');
  // An image that is hard enough for the answers not to stand still.
  await showImage(panel, 8);
  await expectProbabilities(panel);
  const before = await panel.locator('.readings').textContent();
  await expect
    .poll(() => panel.locator('.readings').textContent(), { timeout: 20_000 })
    .not.toBe(before);
  await stop(panel);
});
