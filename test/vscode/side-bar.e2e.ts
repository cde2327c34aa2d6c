/** The panel where most people look at it: in a side bar as VS Code opens it, before a small projector. */
import type { FrameLocator, Locator } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { boxOf } from './support/box';
import { trainRun } from './support/history';
import { quick, useLab } from './support/lab';
import { openTab, status, stop, tick, train, TRAINED } from './support/panel';
import type { Workbench } from './support/workbench';

const projector = { width: 1024, height: 768 };
/** Pixels of the side bar in a new window on it. */
const OPENED = 253;
const endless = { ...quick, 'mnistLab.epochs': 1000 };
const lab = useLab(endless);

/** Pixels of an element that lie outside of the panel's own window, above and below. */
async function outOfSight(element: Locator): Promise<number> {
  const box = await boxOf(element);
  const window = await boxOf(lab.workbench.webview('view'));
  expect(box.height, 'something is drawn').toBeGreaterThan(0);
  return (
    Math.max(0, window.y - box.y) +
    Math.max(0, box.y + box.height - (window.y + window.height)) +
    Math.max(0, window.x - box.x) +
    Math.max(0, box.x + box.width - (window.x + window.width))
  );
}

/** What one looks at the panel for, without scrolling. */
async function expectInSight(panel: FrameLocator): Promise<void> {
  const wanted = [status(panel), panel.locator('.chart'), panel.locator('.legend')];
  for (const element of wanted) expect(await outOfSight(element)).toBeLessThanOrEqual(1);
  expect((await boxOf(panel.locator('.chart'))).height).toBeGreaterThanOrEqual(140);
  // One line of header, and one of tabs.
  expect((await boxOf(panel.locator('.header-row'))).height).toBeLessThan(36);
  expect((await boxOf(panel.getByRole('tablist'))).height).toBeLessThan(36);
  for (const tab of await panel.getByRole('tab').all()) {
    expect(await outOfSight(tab)).toBeLessThanOrEqual(1);
  }
}

async function open(workbench: Workbench): Promise<FrameLocator> {
  await workbench.page.setViewportSize(projector);
  await workbench.showView();
  await workbench.resizeSideBar(OPENED);
  return workbench.panel('view');
}

describe('in a side bar as wide as VS Code opens it, at 1024 × 768', () => {
  test('chart and losses are in sight while a run trains', async () => {
    await lab.use(endless);
    const panel = await open(lab.workbench);
    await train(panel);
    await openTab(panel, 'Progress');
    await panel.locator('.chart canvas').waitFor({ timeout: 60_000 });
    await panel.locator('.legend-result').first().waitFor({ timeout: TRAINED });
    await expectInSight(panel);
    await stop(panel);
    await expectInSight(panel);
  });

  describe('after a run', () => {
    let panel: FrameLocator;

    beforeAll(async () => {
      await lab.use({ ...quick, 'mnistLab.epochs': 1 });
      panel = await open(lab.workbench);
      await trainRun(lab.server, panel);
    }, TRAINED);

    beforeEach(async () => {
      await lab.workbench.resizeSideBar(OPENED);
      await openTab(panel, 'Progress');
    });

    test.each([240, OPENED, 300])('chart and results are in sight at %d pixels', async (width) => {
      await lab.workbench.resizeSideBar(width);
      await lab.workbench.settle();
      await expectInSight(panel);
      expect(await panel.locator('.legend-result').count()).toBe(2);
    });

    test('options of the chart open below their button, by mouse and by key, and close', async () => {
      const button = panel.getByRole('button', { name: 'Chart Options' });
      const scale = panel.getByRole('checkbox', { name: 'Log scale' });
      expect(await scale.isVisible()).toBe(false);
      await button.click();
      await tick(scale, true);
      expect(await outOfSight(panel.locator('.options-list'))).toBeLessThanOrEqual(1);
      await scale.press('Escape');
      expect(await scale.isVisible()).toBe(false);
      await lab.workbench.page.keyboard.press('Enter');
      await tick(scale, false);
      await panel.locator('.legend-head').click();
      expect(await scale.isVisible()).toBe(false);
    });

    test('tabs that are icons keep their names, and the selected one shows its own', async () => {
      const confusion = panel.getByRole('tab', { name: 'Confusion', exact: true });
      const label = confusion.locator('.tab-label');
      const width = async (): Promise<number> => (await boxOf(label)).width;
      await expect.poll(width).toBeLessThanOrEqual(1);
      await openTab(panel, 'Confusion');
      await expect.poll(width).toBeGreaterThan(20);
    });

    test('tabs have all their names where there is room', async () => {
      await lab.workbench.resizeSideBar(420);
      await lab.workbench.settle();
      for (const label of await panel.getByRole('tab').locator('.tab-label').all()) {
        await expect.poll(async () => (await boxOf(label)).width).toBeGreaterThan(20);
      }
    });
  });
});
