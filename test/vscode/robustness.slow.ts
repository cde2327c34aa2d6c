/** What is left of runs when windows close, machines fail and files break. */
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { mountSmallDisk } from '../support/small-disk';
import {
  readRun,
  runFile,
  runFolders,
  RunsView,
  startRun,
  trainStoppedRun,
} from './support/history';
import { quick, useLab } from './support/lab';
import {
  cellOf,
  confusionOf,
  epochRows,
  openTab,
  status,
  stop,
  train,
  TRAINED,
} from './support/panel';

const lab = useLab({ ...quick, 'mnistLab.epochs': 1000 });

const toast = (text: string): Locator =>
  lab.workbench.page.locator('.notification-toast', { hasText: text });

/** Looks at the digits of a cell, by the weights that were kept. */
async function looksAtDigits(panel: FrameLocator): Promise<void> {
  await openTab(panel, 'Confusion');
  const counts = await confusionOf(panel, 'tiny');
  const errors = counts.map((count, at) => (at % 11 === 0 ? 0 : count));
  const worst = errors.indexOf(Math.max(...errors));
  await cellOf(panel, 'tiny', Math.floor(worst / 10), worst % 10).click();
  await panel.locator('.digit-strip li').first().waitFor({ timeout: 60_000 });
  await openTab(panel, 'Progress');
}

/** A test counts and breaks the runs of the history: those of others would be in its way. */
beforeEach(async () => {
  await lab.useNoRuns();
  await lab.workbench.showView();
});

describe('a run that its window does not see to the end', () => {
  test(
    'is interrupted by a reload and kept to its last batch, weights and all',
    async () => {
      const { workbench, server } = lab;
      const panel = await lab.editor();
      const id = await startRun(server, panel);
      await openTab(panel, 'Progress');
      await expect.poll(() => epochRows(panel).count(), { timeout: TRAINED }).toBeGreaterThan(1);
      await workbench.remembered('mnistLab.editor');
      await workbench.load();
      await expect.poll(() => status(panel).textContent()).toBe('Interrupted');
      const run = await readRun(server, id);
      expect(run.status).toBe('interrupted');
      expect(run.elapsed.length).toBeGreaterThan(58);
      await workbench.showView();
      const view = new RunsView(workbench);
      await expect
        .poll(() => view.rows.first().getAttribute('aria-label'))
        .toContain('interrupted');
      await looksAtDigits(panel);
    },
    2 * TRAINED,
  );

  test(
    'goes on: from the offer after a crash, and from the panel after a reload',
    async () => {
      const { workbench, server } = lab;
      const panel = await lab.editor();
      const id = await startRun(server, panel);
      await openTab(panel, 'Progress');
      const epochs = (): Promise<number> => epochRows(panel).count();
      await expect.poll(epochs, { timeout: TRAINED }).toBeGreaterThan(1);
      await workbench.remembered('mnistLab.editor');
      await server.crash();
      await workbench.load();

      const offer = toast('was in training when the editor ended, and can go on');
      await workbench.settle();
      await workbench.screenshot('robustness-offer');
      await offer.getByRole('button', { name: 'Continue Run' }).click();
      await expect.poll(() => status(panel).textContent()).toMatch(/^Epoch \d/);
      await openTab(panel, 'Progress');
      await panel.getByText(/^The run went on /).waitFor();
      const before = await epochs();
      await expect.poll(epochs, { timeout: TRAINED }).toBeGreaterThan(before + 1);

      await workbench.load();
      await expect.poll(() => status(panel).textContent()).toBe('Interrupted');
      await openTab(panel, 'Progress');
      const kept = await epochs();
      expect(kept).toBeGreaterThan(before);
      await workbench.settle();
      await workbench.screenshot('robustness-interrupted');
      // Once a run is enough of an offer.
      expect(await offer.count()).toBe(0);
      await panel.getByRole('button', { name: 'Continue Run' }).click();
      await expect.poll(epochs, { timeout: TRAINED }).toBeGreaterThan(kept);
      await panel.getByRole('button', { name: 'Stop Training' }).click();
      await expect.poll(() => status(panel).textContent()).toBe('Stopped');
      await workbench.settle();
      await workbench.screenshot('robustness-gone-on');

      const { marks, elapsed, epochs: all } = await readRun(server, id);
      expect(marks.map(({ longer }) => longer)).toEqual([false, false]);
      // Nothing is there twice, and nothing is missing.
      expect(all.map(({ epoch }) => epoch)).toEqual(all.map((_, index) => index + 1));
      expect(elapsed).toEqual([...elapsed].sort((a, b) => a - b));
    },
    3 * TRAINED,
  );

  test(
    'is there after the server was killed, as it was written last',
    async () => {
      const { workbench, server } = lab;
      const panel = await lab.editor();
      const earlier = await trainStoppedRun(server, panel);
      const before = await readFile(runFile(server, earlier, 'run.json'));
      const id = await startRun(server, panel);
      await expect
        .poll(async () => (await readRun(server, id)).epochs.length, { timeout: TRAINED })
        .toBeGreaterThan(0);
      await workbench.remembered('mnistLab.editor');
      await server.crash();
      await workbench.load();

      const { epochs, status: kept } = await readRun(server, id);
      expect(kept).toBe('running');
      expect(await readFile(runFile(server, earlier, 'run.json'))).toEqual(before);
      await workbench.showView();
      const view = new RunsView(workbench);
      await expect.poll(() => view.count()).toBe(2);
      const labels = await Promise.all(
        (await view.rows.all()).map((row) => row.getAttribute('aria-label')),
      );
      expect(labels.filter((label) => label?.includes('stopped'))).toHaveLength(1);
      expect(labels.filter((label) => label?.includes('interrupted'))).toHaveLength(1);
      await expect.poll(() => status(panel).textContent()).toBe('Interrupted');
      await openTab(panel, 'Progress');
      await panel
        .getByText(/^The run was interrupted\. What had been trained up to .* is kept\.$/)
        .waitFor();
      expect(await epochRows(panel).count()).toBe(epochs.length);
      await looksAtDigits(panel);
      await workbench.settle();
      await workbench.screenshot('robustness-killed');
    },
    2 * TRAINED,
  );
});

describe('a history with files that cannot be read', () => {
  test('opens all others, says which is damaged, and leaves one of a newer version alone', async () => {
    const { workbench, server } = lab;
    const panel = await lab.editor();
    const whole = await trainStoppedRun(server, panel);
    const broken = await trainStoppedRun(server, panel);
    await workbench.remembered('mnistLab.editor');
    // A later version's run, and the one run that the first version kept.
    const future = '20990101-000000-00000000';
    await cp(runFile(server, whole), runFile(server, future), { recursive: true });
    const files = ['run.json', 'summary.json'] as const;
    for (const name of files) {
      const file = runFile(server, future, name);
      const content = JSON.parse(await readFile(file, 'utf8')) as object;
      await writeFile(file, JSON.stringify({ ...content, version: 99 }));
    }
    const { tests, weights, batchSeconds, ...first } = await readRun(server, whole);
    expect([tests, weights, batchSeconds]).toBeDefined();
    const run = { ...first.run, startedAt: Date.UTC(2026, 0, 2) };
    const lastRun = join(server.storage, 'last-run.json');
    await writeFile(lastRun, JSON.stringify({ version: 1, state: { ...first, run } }));
    const text = await readFile(runFile(server, broken, 'run.json'), 'utf8');
    await writeFile(runFile(server, broken, 'run.json'), text.slice(0, text.length / 2));
    const untouched = await Promise.all(
      files.map((name) => readFile(runFile(server, future, name))),
    );

    await workbench.load();
    await workbench.showView();
    await toast('Update MNIST Lab to see a run that a newer version wrote').waitFor();
    // The panel would have shown the newest run, which is the broken one.
    await toast('A run could not be read; its file was set aside').waitFor();
    await expect.poll(() => status(panel).textContent()).toBe('Stopped');
    const view = new RunsView(workbench);
    await expect.poll(() => view.count()).toBe(2);
    await workbench.settle();
    await workbench.screenshot('robustness-messages');
    expect((await readdir(runFile(server, broken))).join()).toContain('run.json.damaged-');
    expect(await Promise.all(files.map((name) => readFile(runFile(server, future, name))))).toEqual(
      untouched,
    );

    // The first version's run is a run like any other, but for what it did not keep.
    expect(existsSync(lastRun)).toBe(false);
    await view.rows.nth(1).click();
    await panel
      .locator('.older')
      .getByText(/Run \d+/)
      .waitFor();
    await openTab(panel, 'Progress');
    expect(await epochRows(panel).count()).toBe(first.epochs.length);
    await panel.getByRole('button', { name: 'Repeat Run' }).click();
    await toast('This run was kept by an older version without its settings').waitFor();
    await panel
      .locator('.older')
      .getByText(/Run \d+/)
      .waitFor();
    expect(await panel.locator('.failure').count()).toBe(0);
    await workbench.settle();
    await workbench.screenshot('robustness-imported');
  });
});

describe('a history that may only be read', () => {
  test(
    'keeps nobody from training: it is told once, and the next run is kept when it may be written',
    async ({ skip }) => {
      const { workbench, server } = lab;
      await mkdir(server.storage, { recursive: true });
      const disk = await mountSmallDisk(8 * 1024 * 1024, server.storage);
      if (disk === null) return skip('This machine or user cannot mount a small disk.');
      try {
        await disk.remount('ro');
        const panel = await lab.editor();
        await train(panel);
        await toast('The history of runs cannot be kept. You may not write').waitFor();
        expect(await toast('cannot be kept').count()).toBe(1);
        await openTab(panel, 'Progress');
        await panel.getByText(/nothing of it can be kept for now\. .*You may not write/).waitFor();
        await expect.poll(() => epochRows(panel).count(), { timeout: TRAINED }).toBeGreaterThan(1);
        await workbench.settle();
        await workbench.screenshot('robustness-read-only');
        await stop(panel);
        expect(await runFolders(server)).toEqual([]);

        await disk.remount('rw');
        const id = await trainStoppedRun(server, panel);
        expect((await readRun(server, id)).notices).toEqual([]);
        await workbench.showView();
        await expect.poll(() => new RunsView(workbench).count()).toBe(1);
      } finally {
        await workbench.page.goto('about:blank');
        await disk.remove();
        await workbench.load();
      }
    },
    2 * TRAINED,
  );
});
