/** In a browser without any server: VS Code for the Web, with and without memory that threads may share. */
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { BrowserContext, FrameLocator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { idx } from '../support/idx';
import { launchBrowserWithMemory } from './support/browser';
import { bringIntoSight, boxOf } from './support/box';
import { Question, RunsView } from './support/history';
import { profile, quick, vsix } from './support/lab';
import {
  confusionOf,
  epochRows,
  finished,
  opened,
  openTab,
  status,
  stop,
  sum,
  train,
  TRAINED,
} from './support/panel';
import { repository } from './support/paths';
import { Serverless } from './support/serverless';
import { person, Workbench } from './support/workbench';

const short = { ...profile, ...quick, 'mnistLab.epochs': 2 };
const ids = ['small', 'tiny'] as const;

describe.each([
  { isolated: false, name: 'one thread' },
  { isolated: true, name: 'threads that share memory' },
])('a person who has opened a link, with $name', ({ isolated }) => {
  let site: Serverless;
  let browser: BrowserContext;
  let workbench: Workbench;

  beforeAll(async () => {
    site = await Serverless.start({ vsix, isolated });
    await site.writeSettings(short);
    browser = await launchBrowserWithMemory(site.memory, person);
    workbench = await Workbench.openIn(browser, site);
  }, 180_000);

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await workbench.screenshot(`failed-${task.id}`);
  });

  afterAll(async () => {
    await browser.close();
    await site.stop();
  });

  async function editor(): Promise<FrameLocator> {
    const panel = workbench.panel('editor');
    if (!(await status(panel).isVisible())) {
      await workbench.command('MNIST Lab: Open Panel in Editor');
    }
    await opened(panel);
    return panel;
  }

  async function use(settings: object): Promise<void> {
    await workbench.applySettings(settings);
  }

  /** Trains to the end, and returns what the run is called. */
  async function trainRun(): Promise<string> {
    await workbench.showView();
    const view = new RunsView(workbench);
    const welcome = view.pane.locator('.welcome-view-content');
    // The list is read when it is first seen.
    await expect
      .poll(async () => (await view.count()) > 0 || (await welcome.isVisible()))
      .toBe(true);
    const before = await view.count();
    const panel = await editor();
    await train(panel);
    await expect.poll(() => view.count()).toBe(before + 1);
    await finished(panel);
    // The newest comes first.
    const row = view.rows.first();
    await expect.poll(() => row.textContent()).toMatch(/^(?!.*training).*%/);
    return (await row.locator('.label-name').textContent())!;
  }

  test(
    'trains, sees what was confused, draws a digit, and finds the run after the page was loaded anew',
    async () => {
      await use(short);
      const name = await trainRun();
      const panel = await editor();
      expect(await epochRows(panel).count()).toBe(2);
      // The panel says where there are not as many threads as there are cores.
      const why = panel.getByText('Training uses one thread here');
      await openTab(panel, 'Progress');
      expect(await why.count()).toBe(isolated || navigator.hardwareConcurrency === 1 ? 0 : 1);
      await openTab(panel, 'Confusion');
      const counts = await confusionOf(panel, 'small');
      expect(sum(counts)).toBe(10_000);
      await expectAnswers(panel);

      await workbench.load();
      await workbench.showView();
      await new RunsView(workbench).row(name).click();
      const again = await editor();
      await openTab(again, 'Confusion');
      expect(await confusionOf(again, 'small')).toEqual(counts);
      // Its weights are kept, too.
      await expectAnswers(again);
      await workbench.settle();
      await workbench.screenshot(`web-${isolated ? 'isolated' : 'plain'}`);
    },
    TRAINED + 60_000,
  );

  /** Draws a 1, and has every network read it. */
  async function expectAnswers(panel: FrameLocator): Promise<void> {
    await openTab(panel, 'Try It');
    const clear = panel.getByRole('button', { name: 'Clear' });
    if (await clear.isEnabled()) await clear.click();
    const pad = panel.getByRole('application', { name: 'Drawing pad' });
    await bringIntoSight(pad);
    const { x, y, width, height } = await boxOf(pad);
    const { mouse } = workbench.page;
    await mouse.move(x + 0.52 * width, y + 0.15 * height);
    await mouse.down();
    await mouse.move(x + 0.48 * width, y + 0.85 * height, { steps: 8 });
    await mouse.up();
    await panel.getByText('Both networks read 1.').waitFor();
    for (const id of ids) {
      const shares = panel.getByRole('table', { name: `Probabilities of ${id}` });
      expect(await shares.locator('.belief-number').count()).toBe(10);
    }
  }

  test(
    'goes on with a run after the page was left while it trained',
    async () => {
      await use({ ...short, 'mnistLab.epochs': 400 });
      await workbench.showView();
      const panel = await editor();
      await train(panel);
      await expect.poll(() => epochRows(panel).count(), { timeout: TRAINED }).toBeGreaterThan(3);
      await workbench.load();
      const offer = workbench.page.locator('.notification-toast', { hasText: 'and can go on' });
      await offer.getByRole('button', { name: 'Continue Run' }).click();
      const again = await editor();
      await expect.poll(() => epochRows(again).count(), { timeout: TRAINED }).toBeGreaterThan(4);
      await stop(again);
      // No epoch is missing, and the first ones are not trained twice.
      const epochs = await epochRows(again).locator('[role="rowheader"]').allTextContents();
      expect(epochs).toEqual(epochs.map((_, index) => String(index + 1)));
    },
    TRAINED + 60_000,
  );

  test(
    'trains on images that lie in the folder that is open',
    async () => {
      const count = 200;
      const pixels = Uint8Array.from({ length: count * 64 }, (_, at) => (at % 64) * (at % 3));
      const labels = Uint8Array.from({ length: count }, (_, image) => image % 3);
      for (const part of ['train', 't10k']) {
        await site.writeFile(`dots/${part}-images-idx3-ubyte`, idx([count, 8, 8], pixels));
        await site.writeFile(`dots/${part}-labels-idx1-ubyte`, idx([count], labels));
      }
      await use({ ...short, 'mnistLab.data': 'dots', 'mnistLab.batchSize': 50 });
      await trainRun();
      const panel = await editor();
      await openTab(panel, 'Confusion');
      expect(sum(await confusionOf(panel, 'small'))).toBe(count);
    },
    TRAINED + 60_000,
  );

  test(
    'trains on pictures of every kind in that folder, which threads of the training worker read',
    async () => {
      const kinds = ['jpeg-grey.jpg', 'webp-alpha.webp', 'gif-grey.gif', 'bmp-8-grey.bmp'];
      // So many are read by threads.
      const copies = 100;
      for (const [label, kind] of kinds.entries()) {
        const picture = await readFile(join(repository, 'test/fixtures/pictures', kind));
        for (let copy = 0; copy < copies; copy++) {
          await site.writeFile(`pictures/${label}/${copy}${extname(kind)}`, picture);
        }
      }
      await use({ ...short, 'mnistLab.data': 'pictures', 'mnistLab.batchSize': 50 });
      await trainRun();
      const panel = await editor();
      await openTab(panel, 'Confusion');
      // A fifth of them is for the test.
      expect(sum(await confusionOf(panel, 'small'))).toBe((kinds.length * copies) / 5);
    },
    TRAINED + 60_000,
  );

  test(
    'exports a run to the folder that is open',
    async () => {
      await use(short);
      const name = await trainRun();
      await workbench.load();
      const panel = await editor();
      await panel.getByRole('button', { name: 'More Actions' }).click();
      await panel.getByRole('menuitem', { name: 'Export…' }).click();
      const question = new Question(workbench);
      await question.box.getByText('Export Run').waitFor();
      await question.pick('Curves by epoch');
      await question.pick('Last weights');
      await workbench.page.keyboard.press('Enter');
      await question.takeNetworks();
      await expect.poll(() => question.input.inputValue()).toContain('/');
      await question.input.press('Enter');
      const toast = workbench.page.locator('.notification-toast', { hasText: 'Exported to' });
      await toast.getByRole('button', { name: 'Show Folder' }).click();
      const explorer = workbench.page.locator('.explorer-folders-view');
      const stem = name.replaceAll(' ', '-');
      await explorer.getByText(stem, { exact: true }).click();
      for (const id of ids) await explorer.getByText(`${stem}-${id}.safetensors`).waitFor();
      await explorer.getByText('epochs.csv').dblclick();
      await workbench.page.locator('.view-lines').getByText('epoch').first().waitFor();
    },
    TRAINED + 60_000,
  );

  test('sees a mistake in settings underlined, with what is wrong', async () => {
    await use({
      ...short,
      'mnistLab.models': { small: { layers: [{ type: 'linear', out_features: 'many' }] } },
    });
    await workbench.command('Preferences: Open Workspace Settings (JSON)');
    await workbench.page.locator('.squiggly-error').first().waitFor();
  });
});
