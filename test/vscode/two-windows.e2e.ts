/** Two windows on one history: what trains in one is seen in the other, and left alone there. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runFolders, RunsView, startRun } from './support/history';
import { quick, useLab } from './support/lab';
import { epochRows, isTraining, opened, openTab, status, TRAINED } from './support/panel';
import type { Workbench } from './support/workbench';

const lab = useLab({ ...quick, 'mnistLab.epochs': 100_000 });

const epochs = (window: Workbench): Promise<number> => epochRows(window.panel('view')).count();

describe('a run that trains in another window', () => {
  let other: Workbench;
  let id: string;

  /** Which has seen the history before there was a run. */
  beforeAll(async () => {
    other = await lab.openAnother({});
    await other.showView();
    await opened(other.panel('view'));
  }, 120_000);

  /** Goes on from test to test, and is begun anew after one that ends it. */
  beforeEach(async () => {
    const panel = await lab.view();
    if (await isTraining(panel)) return;
    id = await startRun(lab.server, panel);
    await openTab(panel, 'Progress');
    await epochRows(panel).first().waitFor({ timeout: TRAINED });
  }, TRAINED + 60_000);

  afterAll(() => other.page.close());

  test('is shown as such in panel and list of a window that was there before it, and is followed as it goes on', async () => {
    const panel = other.panel('view');
    await openTab(panel, 'Progress');
    await expect
      .poll(() => status(panel).textContent(), { timeout: 60_000 })
      .toBe('Training in another window');
    const row = new RunsView(other).rows.first();
    await expect
      .poll(() => row.getAttribute('aria-label'))
      .toMatch(/^Run \d+, training in another window/);
    // What it writes down every few seconds.
    const before = await epochs(other);
    await expect.poll(() => epochs(other), { timeout: 60_000 }).toBeGreaterThan(before);
    expect(await panel.getByRole('button', { name: /Stop|Pause/ }).count()).toBe(0);
    await other.settle();
    await other.screenshot('two-windows');
  }, 150_000);

  test('cannot be deleted there, not even after a question', async () => {
    await expect
      .poll(() => status(other.panel('view')).textContent())
      .toBe('Training in another window');
    const view = new RunsView(other);
    await view.rows.first().click();
    await other.page.keyboard.press('Delete');
    await other.page
      .locator('.notification-toast', {
        hasText: 'in training in another window cannot be deleted',
      })
      .waitFor();
    expect(await other.page.getByRole('dialog').filter({ hasText: 'Delete the run' }).count()).toBe(
      0,
    );
    expect(await runFolders(lab.server)).toEqual([id]);
    const before = await epochs(lab.workbench);
    await expect.poll(() => epochs(lab.workbench), { timeout: 60_000 }).toBeGreaterThan(before);
  }, 120_000);

  test('is known to have ended when it has, and can be deleted then', async () => {
    const panel = lab.workbench.panel('view');
    await panel.getByRole('button', { name: 'Stop Training' }).click();
    await expect.poll(() => status(panel).textContent(), { timeout: 30_000 }).toBe('Stopped');
    await expect
      .poll(() => status(other.panel('view')).textContent(), { timeout: 30_000 })
      .toBe('Stopped');
    const view = new RunsView(other);
    await expect.poll(() => view.rows.first().getAttribute('aria-label')).toContain('stopped');
    await view.rows.first().click();
    await other.page.keyboard.press('Delete');
    const dialog = other.page.getByRole('dialog').filter({ hasText: 'Delete the run' });
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => runFolders(lab.server)).toEqual([]);
    // The other window hears of it, too.
    await expect.poll(() => new RunsView(lab.workbench).count()).toBe(0);
  }, 120_000);
});
