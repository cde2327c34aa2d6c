/** The packaged extension in the real workbench, used as a person would use it. */
import { join } from 'node:path';
import type { Browser, FrameLocator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from './support/browser';
import { repository } from './support/paths';
import { VsCodeServer } from './support/server';
import { Workbench } from './support/workbench';

const vsix = join(repository, 'mnist-lab.vsix');
const epochs = 2;
const profile = {
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'mnistLab.epochs': epochs,
};
const themes = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
};
const totals = { mlp: '135,160', cnn: '135,410', 'cnn-big': '35,630' };
/** A machine that also builds and tests something else is slow. */
const TRAINED = 240_000;

let server: VsCodeServer;
let browser: Browser;
let workbench: Workbench;

beforeAll(async () => {
  server = await VsCodeServer.start({ vsix });
  await server.writeSettings(profile);
  browser = await launchBrowser();
  workbench = await Workbench.open(browser, server);
}, 180_000);

// A picture of what went wrong says more than a selector that was not found.
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.screenshot(`failed-${task.id}`);
});

afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** Pixels of the loss chart that are not background. */
async function inkOfChart(panel: FrameLocator): Promise<number> {
  return panel.locator('.chart canvas').evaluate((element) => {
    const canvas = element as unknown as {
      width: number;
      height: number;
      getContext(kind: '2d'): {
        getImageData(x: number, y: number, w: number, h: number): { data: Uint8ClampedArray };
      };
    };
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let ink = 0;
    for (let at = 3; at < data.length; at += 4) if (data[at]! > 0) ink++;
    return ink;
  });
}

async function confusionOf(panel: FrameLocator, id: string): Promise<number[]> {
  const table = panel.locator(`article[data-model="${id}"] table.heat-map`);
  const cells = await table.locator('tbody td:not(.figure)').allTextContents();
  return cells.map(Number);
}

const status = (panel: FrameLocator) => panel.locator('header .status');

describe('a person who installed the extension', () => {
  test('finds the parameter tables and a Train button before any run', async () => {
    await workbench.showView();
    const panel = workbench.panel('view');
    await panel.getByRole('button', { name: 'Train MNIST' }).waitFor();
    for (const [id, total] of Object.entries(totals)) {
      const cell = panel.locator(`article[data-model="${id}"] .parameters .total`);
      expect(await cell.textContent()).toBe(total);
    }
    await workbench.screenshot('empty-dark');
  });

  test(
    'trains from the palette and sees the curves move, then three matrices of 10,000 images',
    async () => {
      await workbench.command('MNIST Lab: Train MNIST');
      const panel = workbench.panel('view');
      await panel.locator('.chart canvas').waitFor({ timeout: 60_000 });
      const epochBar = panel.getByRole('progressbar').nth(1);
      await epochBar.waitFor();
      const early = await inkOfChart(panel);
      const legend = await panel.locator('.legend').textContent();
      await workbench.screenshot('training-dark');
      await expect
        .poll(() => panel.locator('.legend').textContent(), { timeout: 60_000 })
        .not.toBe(legend);
      expect(
        await workbench.page.locator('#mnistLab\\.status, [id*="mnistLab.status"]').count(),
      ).toBe(1);

      await expect.poll(() => status(panel).textContent(), { timeout: TRAINED }).toBe('Finished');
      expect(await inkOfChart(panel)).toBeGreaterThan(early);
      expect(await panel.locator('table.epochs tbody tr').count()).toBe(epochs);
      for (const id of Object.keys(totals)) {
        const cells = await confusionOf(panel, id);
        expect(cells).toHaveLength(100);
        expect(cells.reduce((sum, count) => sum + count, 0)).toBe(10_000);
      }
      const [right] = (await panel
        .locator('article[data-model="cnn-big"] .accuracy strong')
        .allTextContents()) as [string];
      expect(parseFloat(right)).toBeGreaterThan(90);
    },
    TRAINED + 120_000,
  );

  test('sees the finished run again after reloading the window', async () => {
    const before = await confusionOf(workbench.panel('view'), 'cnn');
    await workbench.load();
    await workbench.showView();
    const panel = workbench.panel('view');
    await expect.poll(() => status(panel).textContent(), { timeout: 60_000 }).toBe('Finished');
    expect(await confusionOf(panel, 'cnn')).toEqual(before);
  }, 120_000);

  test.each(Object.entries(themes))(
    'reads it in the %s theme, in a narrow side bar and at full width',
    async (name, theme) => {
      await workbench.applySettings({ ...profile, 'workbench.colorTheme': theme });
      await workbench.showView();
      const view = workbench.panel('view');
      await view.locator('.heat-map').first().waitFor();
      await workbench.resizeSideBar(300);
      await workbench.settle();
      await workbench.screenshot(`panel-${name}-300`);
      const overflow = await view.locator('main').evaluate((element) => {
        const main = element as unknown as { scrollWidth: number; clientWidth: number };
        return main.scrollWidth - main.clientWidth;
      });
      expect(overflow, 'pixels of sideways overflow').toBeLessThanOrEqual(0);
      await show(view, 'article[data-model="cnn"] .heat-map', `confusion-${name}-300`);
      await show(view, 'article[data-model="cnn"] .parameters', `parameters-${name}-300`);

      await workbench.command('MNIST Lab: Open Panel in Editor');
      const editor = workbench.panel('editor');
      await editor.locator('.heat-map').first().waitFor();
      await workbench.command('View: Toggle Primary Side Bar Visibility');
      await workbench.settle();
      await workbench.screenshot(`panel-${name}-wide`);
      await show(editor, 'article[data-model="cnn"] .heat-map', `confusion-${name}-wide`);
      await show(editor, 'article[data-model="cnn"] .parameters', `parameters-${name}-wide`);
      await workbench.command('View: Toggle Primary Side Bar Visibility');
    },
    90_000,
  );

  test('stops a run and finds what it had learned after reloading the window', async () => {
    await workbench.applySettings({ ...profile, 'mnistLab.epochs': 500 });
    await workbench.command('MNIST Lab: Open Panel in Editor');
    const panel = workbench.panel('editor');
    await panel.getByRole('button', { name: /^Train/ }).click();
    await expect.poll(() => status(panel).textContent(), { timeout: 60_000 }).toMatch(/of 500/);
    await panel.getByRole('progressbar').nth(1).waitFor();
    await panel.getByRole('button', { name: 'Stop Training' }).click();
    await expect.poll(() => status(panel).textContent(), { timeout: 20_000 }).toBe('Stopped');
    const legend = await panel.locator('.legend').textContent();
    await workbench.load();
    // The editor tab comes back by itself.
    const again = workbench.panel('editor');
    await expect.poll(() => status(again).textContent(), { timeout: 60_000 }).toBe('Stopped');
    expect(await again.locator('.legend').textContent()).toBe(legend);
  }, 180_000);

  test(
    'closes the window in mid-run and finds the run stopped when it opens again',
    async () => {
      await workbench.showView();
      await workbench.command('MNIST Lab: Train MNIST');
      const panel = workbench.panel('editor');
      // What the last epoch left is what a window that is closed leaves.
      await panel.locator('table.epochs tbody tr').first().waitFor({ timeout: TRAINED });
      await workbench.load();
      const again = workbench.panel('editor');
      await expect.poll(() => status(again).textContent(), { timeout: 60_000 }).toBe('Stopped');
      expect(await again.locator('table.epochs tbody tr').count()).toBeGreaterThan(0);
    },
    TRAINED + 90_000,
  );

  test(
    'is told the name of a setting that was spoiled by hand, and can train after mending it',
    async () => {
      await workbench.applySettings({ ...profile, 'mnistLab.batchSize': 'many' });
      const panel = workbench.panel('editor');
      await panel.getByRole('button', { name: /^Train/ }).click();
      const failure = panel.locator('.failure');
      await failure.waitFor();
      expect(await failure.textContent()).toContain('mnistLab.batchSize');
      const toast = workbench.page.locator('.notification-toast', {
        hasText: 'mnistLab.batchSize',
      });
      await toast.getByRole('button', { name: 'Open Setting' }).waitFor();
      await workbench.screenshot('failure-dark');

      await workbench.applySettings({
        ...profile,
        'mnistLab.epochs': 1,
        'mnistLab.networks': ['mlp'],
      });
      await panel.getByRole('button', { name: /^Train/ }).click();
      await expect.poll(() => status(panel).textContent(), { timeout: TRAINED }).toBe('Finished');
      expect(await failure.count()).toBe(0);
    },
    TRAINED + 90_000,
  );

  test(
    'adds a network of their own, trains it beside another one, and sees how it did',
    async () => {
      await workbench.applySettings({
        ...profile,
        'mnistLab.epochs': 1,
        'mnistLab.networks': ['mlp'],
      });
      await workbench.command('MNIST Lab: Add Network…');
      const question = workbench.page.locator('.quick-input-widget input[type="text"]');
      await question.fill('mlp');
      await workbench.page.getByText('There is a network "mlp" already').waitFor();
      await question.fill('mine');
      await workbench.page.keyboard.press('Enter');
      await workbench.page.locator('.quick-input-list').getByText('LeNet').waitFor();
      await question.fill('LeNet');
      await workbench.page.keyboard.press('Enter');

      const settings = workbench.page.locator('.editor-instance .view-lines');
      await settings.getByText('"mine"').first().waitFor();
      await workbench.screenshot('network-added');
      const toast = workbench.page.locator('.notification-toast', { hasText: '"mine"' });
      await toast.getByRole('button', { name: 'Train It Too' }).click();
      // Settings open above all else.
      await workbench.page.keyboard.press('Escape');

      await workbench.showView();
      const panel = workbench.panel('view');
      const network = panel.locator('article[data-model="mine"]');
      await panel.getByRole('button', { name: /^Train/ }).click();
      await network.locator('.heat-map').waitFor({ timeout: TRAINED });
      await expect.poll(() => status(panel).textContent(), { timeout: TRAINED }).toBe('Finished');
      const cells = await confusionOf(panel, 'mine');
      expect(cells.reduce((sum, count) => sum + count, 0)).toBe(10_000);
      expect(await network.locator('.parameters .total').textContent()).toBe('61,706');
      expect(await panel.locator('article[data-model="mlp"] .heat-map').count()).toBe(1);
      await show(panel, 'article[data-model="mine"] .heat-map', 'network-trained');
    },
    TRAINED + 90_000,
  );

  // In the workspace's settings: a server shows the user's under another address than it tells extensions.
  test('is led from a network that cannot work to its layer, which is underlined', async () => {
    const tiny = {
      layers: [
        { type: 'conv2d', out_channels: 2, kernel_size: 25 },
        { type: 'conv2d', out_channels: 3, kernel_size: 5 },
        { type: 'linear', out_features: 'classes' },
      ],
      optimizer: { type: 'sgd', lr: 0.01 },
    };
    const text = await server.writeWorkspaceSettings({
      'mnistLab.networks': ['tiny'],
      'mnistLab.models': { tiny },
    });
    await workbench.applySettings(profile);
    await workbench.showView();
    const panel = workbench.panel('view');
    await panel.getByRole('button', { name: /^Train/ }).click();
    const failure = panel.locator('.failure');
    await failure.getByText('tiny.layers[1] conv2d: kernel 5×5 does not fit 4×4').waitFor();
    await failure.getByRole('button', { name: 'Open Setting' }).click();

    const editor = workbench.page.locator('.editor-instance');
    await editor.locator('.squiggly-error').first().waitFor();
    const brace = text.lastIndexOf('{', text.indexOf('"out_channels": 3'));
    const line = text.slice(0, brace).split('\n').length;
    const active = editor.locator('.line-numbers.active-line-number');
    await expect.poll(() => active.textContent()).toBe(line.toString());
    await workbench.settle();
    await workbench.screenshot('network-underlined');
    await workbench.page.keyboard.press('Escape');
    await server.writeWorkspaceSettings({});
  }, 90_000);

  test('finds the walkthrough, each step with its button and its page', async () => {
    await workbench.applySettings(profile);
    await workbench.command('Welcome: Open Walkthrough...');
    const question = workbench.page.locator('.quick-input-widget input[type="text"]');
    await question.fill('First Steps with MNIST Lab');
    await workbench.page.keyboard.press('Enter');
    const steps = workbench.page.locator('.gettingStartedContainer');
    for (const [step, button, heading] of [
      ['Train three networks', 'Train MNIST', 'Three networks, one set of images'],
      ['Read the results', 'Open Panel in Editor', 'What the panel says'],
      ['Make your own network', 'Add Network…', 'A network is a value in your settings'],
      ['Compare fairly', 'Choose Networks', 'As many parameters, another architecture'],
    ] as const) {
      await steps.getByText(step).click();
      await steps.getByRole('button', { name: button }).waitFor();
      await workbench.panel('editor').getByRole('heading', { name: heading }).waitFor();
      await workbench.settle();
      await workbench.screenshot(`walkthrough-${step.replaceAll(' ', '-').toLowerCase()}`);
    }
  }, 90_000);
});

async function show(panel: FrameLocator, selector: string, name: string): Promise<void> {
  await panel.locator(selector).scrollIntoViewIfNeeded();
  await workbench.settle();
  await workbench.screenshot(name);
}
