/**
 * Makes pictures from a run of the notebook in the real workbench: those of the README, and, to be looked
 * over, every view in every theme, narrow and wide.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { test } from 'vitest';
import { photoOf, randomFrom } from '../data/pictures/photo';
import { loadMnist } from '../support/mnist';
import { encodePng } from '../support/png';
import { boxOf } from './support/box';
import { profile, useLab } from './support/lab';
import { choose, openTab, status, type TabName, train } from './support/panel';
import { repository } from './support/paths';
import { fill, openNarrow, openWide, themes } from './support/views';

const EPOCHS = 10;
const WHOLE_RUN = 600_000;
const pictures = join(repository, 'extension/vscode/media/walkthrough');
const views: readonly TabName[] = [
  'Progress',
  'Confusion',
  'Parameters',
  'Try It',
  'Data',
  'Compare',
];
/** A desk, and a projector. */
const windows = [
  { width: 1440, height: 1000 },
  { width: 1024, height: 768 },
];
/** Pixels: as narrow as it gets, as a new window on a projector opens it, and as people have it. */
const sideBars = [240, 253, 300];
const themed = (theme: string): object => ({
  ...profile,
  'mnistLab.epochs': EPOCHS,
  'workbench.colorTheme': theme,
});

const lab = useLab({ 'mnistLab.epochs': 1, 'mnistLab.seed': 1 });

async function forReadme(name: string): Promise<void> {
  await mkdir(pictures, { recursive: true });
  await lab.workbench.settle();
  const png = await lab.workbench.page.screenshot();
  await writeFile(join(pictures, `${name}.webp`), await asWebp(png));
}

/** At half the size of the PNG, and no difference that one sees: the package carries these pictures. */
async function asWebp(png: Buffer): Promise<Buffer> {
  const page = await lab.browser.newPage();
  const url = await page.evaluate<string>(`(async () => {
    const image = new Image();
    image.src = 'data:image/png;base64,${png.toString('base64')}';
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth;
    canvas.height = image.naturalHeight;
    canvas.getContext('2d').drawImage(image, 0, 0);
    return canvas.toDataURL('image/webp', 0.8);
  })()`);
  await page.close();
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
}

/** A 4 that might be a 9. */
async function drawDigit(panel: FrameLocator): Promise<void> {
  const { mouse } = lab.workbench.page;
  const box = await boxOf(panel.getByRole('application'));
  const strokes = [
    [0.34, 0.2, 0.3, 0.5, 0.66, 0.5],
    [0.66, 0.18, 0.6, 0.86],
  ];
  for (const [x, y, ...rest] of strokes) {
    await mouse.move(box.x + x! * box.width, box.y + y! * box.height);
    await mouse.down();
    for (let at = 0; at < rest.length; at += 2) {
      const to = [box.x + rest[at]! * box.width, box.y + rest[at + 1]! * box.height] as const;
      await mouse.move(...to, { steps: 12 });
    }
    await mouse.up();
  }
  await panel.locator('.agreement', { hasText: /reads? \d/ }).waitFor();
}

/** A photo of a digit on paper, before and after it was prepared. */
async function showPhoto(panel: FrameLocator): Promise<void> {
  await openTab(panel, 'Try It');
  await choose(panel, 'What to show the networks', 'Your picture');
  const { train } = await loadMnist();
  const { pixels, width, channels } = photoOf(train.images.subarray(0, 784), randomFrom(1));
  const grey = pixels.filter((_, at) => at % channels === 0);
  await panel.locator('.own-picture input[type=file]').setInputFiles({
    ...{ name: 'five.png', mimeType: 'image/png', buffer: encodePng(grey, width) },
  });
  await panel.locator('.own-picture .after canvas').waitFor();
  await panel.locator('.agreement', { hasText: /reads? \d/ }).waitFor();
}

/** Images of a batch as a network sees them. */
async function openExamples(panel: FrameLocator): Promise<void> {
  await fill(panel, 'Parameters');
  const fold = panel.locator('.examples').first();
  const pictures = fold.locator('canvas');
  if (!(await pictures.first().isVisible())) await fold.locator('summary').click();
  await pictures.nth(7).waitFor();
}

/** What is looked over beside the views as they open. */
const more = { photo: showPhoto, 'what-it-sees': openExamples };

/** As far up as the header of the panel lets it. */
async function toTop(element: Locator): Promise<void> {
  await element.evaluate((node) => {
    (node as unknown as { scrollIntoView(): void }).scrollIntoView();
  });
}

async function ended(panel: FrameLocator): Promise<void> {
  await status(panel)
    .filter({ hasText: /^Finished$/ })
    .waitFor({ timeout: WHOLE_RUN });
}

async function compareWithTheFirstRun(): Promise<void> {
  const { workbench } = lab;
  await workbench.command('MNIST Lab: Compare Runs…');
  const box = workbench.page.locator('.quick-input-widget:visible');
  const first = box.locator('.monaco-list-row').first();
  await first.click();
  await box.locator('input[placeholder^="Runs to lay over"]').waitFor();
  await first.click();
  await box.getByRole('button', { name: 'OK' }).click();
}

test('a short run, and the notebook’s ten epochs', { timeout: 2 * WHOLE_RUN }, async () => {
  let panel = await openWide(lab.workbench);
  await train(panel);
  await ended(panel);
  await lab.workbench.applySettings(themed(themes.dark));
  panel = await openWide(lab.workbench);
  await train(panel);
  await status(panel)
    .filter({ hasText: `of ${EPOCHS}` })
    .waitFor();
  await panel
    .locator('.epochs [role="row"]:not(.header)')
    .nth(EPOCHS / 2)
    .waitFor({ timeout: WHOLE_RUN });
  // The midst of an epoch, in which bars, curves and words all have something to say.
  await panel.getByText(/^6[2-8]%$/).waitFor();
  await forReadme('training');
  await ended(panel);
});

test('the pictures of the README', { timeout: 180_000 }, async () => {
  const panel = await openWide(lab.workbench);
  await fill(panel, 'Confusion');
  await forReadme('confusion-dark');
  await fill(panel, 'Parameters');
  await toTop(panel.getByRole('heading', { name: 'Layer by layer' }));
  await forReadme('parameters-dark');
  await openTab(panel, 'Try It');
  await choose(panel, 'What to show the networks', 'Draw');
  await drawDigit(panel);
  await forReadme('try-it-dark');

  await lab.workbench.applySettings(themed(themes.light));
  await fill(await openWide(lab.workbench), 'Confusion');
  await forReadme('confusion-light');
});

test.each(Object.entries(themes))('every view in %s', { timeout: 480_000 }, async (name, theme) => {
  const { workbench } = lab;
  await workbench.applySettings(themed(theme));
  // A panel that is still loading would take the focus, and with it the question, away.
  await openWide(workbench);
  await compareWithTheFirstRun();
  for (const size of windows) {
    await workbench.page.setViewportSize(size);
    for (const width of [...sideBars, 'wide'] as const) {
      const panel =
        width === 'wide' ? await openWide(workbench) : await openNarrow(workbench, width);
      for (const tab of views) {
        await fill(panel, tab);
        await workbench.settle();
        const view = tab.replace(' ', '-').toLowerCase();
        await workbench.screenshot(`${view}-${name}-${width}-${size.height}`);
      }
      for (const [what, show] of Object.entries(more)) {
        await show(panel);
        await workbench.settle();
        await workbench.screenshot(`${what}-${name}-${width}-${size.height}`);
      }
    }
  }
});
