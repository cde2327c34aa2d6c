/** What a person does with the runs that are kept: name, open, compare, repeat, delete. */
import { readFile } from 'node:fs/promises';
import type { FrameLocator } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { bringIntoSight } from './support/box';
import { Question, readRun, runFile, runFolders, RunsView } from './support/history';
import { profile, quick, TRAINED, useLab } from './support/lab';
import { saidTwice, seriousFindings } from './support/accessibility';
import { cellsOf, choose, finished, openTab, rowsOf, select, status, train } from './support/panel';

const settings = { ...quick, 'mnistLab.epochs': 1 };
const lab = useLab({ ...settings, 'mnistLab.seed': 1 });

const older = (panel: FrameLocator) => panel.locator('.older');
const accuracyOf = async (id: string, model: string): Promise<number> =>
  (await readRun(lab.server, id)).evaluations[model]!.accuracy;

/** Ids of the two runs, the older one first. */
let ids: string[];

describe('a person with two runs', () => {
  test(
    'finds both in the tree, the newest first, with how well they did',
    async () => {
      const { workbench, server } = lab;
      await workbench.showView();
      await workbench.command('MNIST Lab: Open Panel in Editor');
      await train(workbench.panel('editor'));
      await finished(workbench.panel('editor'));
      await workbench.applySettings({ ...profile, ...settings, 'mnistLab.seed': 2 });
      await workbench.showView();
      // A run so short may be over before the workbench has written down which tabs are open.
      await workbench.command('MNIST Lab: Open Panel in Editor');
      await train(workbench.panel('editor'));
      await expect.poll(() => runFolders(server)).toHaveLength(2);
      await finished(workbench.panel('editor'));

      ids = await runFolders(server);
      const view = new RunsView(workbench);
      await expect.poll(() => view.rows.count()).toBe(2);
      // The panel knows the end before it is on disk.
      await expect.poll(async () => (await readRun(server, ids[1]!)).status).toBe('done');
      const best = Math.max(await accuracyOf(ids[1]!, 'small'), await accuracyOf(ids[1]!, 'tiny'));
      const row = view.rows.first();
      await expect.poll(() => row.textContent()).toContain(`${(best * 100).toFixed(2)}%`);
      expect(await row.getAttribute('aria-label')).toMatch(
        /^Run 2, finished, \d\d\.\d\d%, .*, seed 2$/,
      );
      await workbench.settle();
      await workbench.screenshot('runs-tree');
    },
    2 * TRAINED,
  );

  test('gives the older one a name with F2, and pins it to the top', async () => {
    const { workbench } = lab;
    const view = new RunsView(workbench);
    const question = new Question(workbench);
    await view.rows.nth(1).click();
    await older(workbench.panel('editor')).waitFor();
    await workbench.page.keyboard.press('F2');
    await question.input.waitFor();
    expect(await question.input.inputValue()).toBe('Run 1');
    await question.input.fill('');
    await question.box.getByText('Give a name of at most 100 characters.').waitFor();
    await workbench.screenshot('runs-rename');
    await question.answer('first attempt');
    await expect.poll(() => view.names()).toContain('first attempt');
    expect((await view.names())[1]).toBe('first attempt');
    // The panel calls it so at once.
    await older(workbench.panel('editor')).getByText('first attempt').waitFor();

    await view.choose(view.row('first attempt'), 'Pin Run');
    await expect.poll(async () => (await view.names())[0]).toBe('first attempt');
    expect(await view.rows.first().getAttribute('aria-label')).toMatch(/^first attempt, pinned, /);
    await workbench.settle();
    await workbench.screenshot('runs-older');
  });

  test('goes back to the current run', async () => {
    const panel = lab.workbench.panel('editor');
    const confusion = (await readRun(lab.server, ids[1]!)).evaluations.tiny!.confusion;
    await panel.getByRole('button', { name: 'Back to Current Run' }).click();
    await expect.poll(() => older(panel).count()).toBe(0);
    await openTab(panel, 'Confusion');
    const cells = panel.locator('article[data-model="tiny"] table.heat-map tbody td:not(.figure)');
    expect((await cells.allTextContents()).map(Number)).toEqual(confusion.flat());
    await openTab(panel, 'Progress');
  });

  test('lays one over the other: curves, the one setting that differs, the digits that flipped', async () => {
    const { workbench } = lab;
    const view = new RunsView(workbench);
    const panel = workbench.panel('editor');
    await view.rows.nth(0).click();
    await older(panel).waitFor();
    await view.rows.nth(1).click({ modifiers: ['ControlOrMeta'] });
    await view.choose(view.row('first attempt'), 'Compare Runs…');
    await panel.getByRole('tab', { name: 'Compare', selected: true }).waitFor();
    await openTab(panel, 'Progress');
    await expect.poll(() => panel.locator('.legend-item').count()).toBe(4);
    await workbench.settle();
    await workbench.screenshot('compare-curves');

    // A network beside itself in the other run, with its run named, until one chooses.
    await openTab(panel, 'Confusion');
    await choose(panel, 'View', 'Difference');
    const cells = async (): Promise<number[]> => {
      const texts = await cellsOf(panel.locator('.difference table.heat-map'));
      return texts.map((text) => Number(text.replace('−', '-')));
    };
    const less = async (a: [string, string], b: [string, string]): Promise<number[]> => {
      const counts = async ([id, model]: [string, string]) =>
        (await readRun(lab.server, id)).evaluations[model]!.confusion.flat();
      const other = await counts(b);
      return (await counts(a)).map((count, place) => count - other[place]!);
    };
    expect(await cells()).toEqual(await less([ids[0]!, 'small'], [ids[1]!, 'small']));
    await select(panel, 'From', 'tiny (Run 2)');
    await expect.poll(cells).toEqual(await less([ids[0]!, 'small'], [ids[1]!, 'tiny']));
    await workbench.settle();
    await workbench.screenshot('compare-difference');

    await openTab(panel, 'Compare');
    const differing = panel.getByRole('region', { name: 'Settings that differ' });
    const rows = rowsOf(differing);
    expect(await rows.allTextContents()).toEqual(['Seed12']);
    expect(await seriousFindings(panel)).toEqual([]);
    expect(await saidTwice(panel)).toEqual([]);

    const words = panel.locator('.flips-words');
    await words.waitFor({ timeout: 60_000 });
    const counts = /: ([\d,]+)\..*: ([\d,]+)\./.exec((await words.textContent())!)!;
    const [gained, lost] = counts.slice(1).map((count) => Number(count.replace(',', '')));
    const difference = (await accuracyOf(ids[0]!, 'small')) - (await accuracyOf(ids[1]!, 'small'));
    expect(gained! - lost!).toBe(Math.round(difference * 10_000));
    expect(gained! + lost!).toBeGreaterThan(0);
    expect(await panel.locator('.digit-strip li').count()).toBeGreaterThan(0);
    await workbench.settle();
    await workbench.screenshot('compare-settings');
    await bringIntoSight(words);
    await workbench.settle();
    await workbench.screenshot('compare-flips');
    await panel.getByRole('button', { name: 'End Comparison' }).click();
    await expect.poll(() => panel.getByRole('tab', { name: 'Compare' }).count()).toBe(0);
  });

  test(
    'trains the older one again, and every bit is the same',
    async () => {
      const { workbench, server } = lab;
      const view = new RunsView(workbench);
      await view.rows.nth(1).click();
      await view.choose(view.row('first attempt'), 'Repeat Run');
      await expect.poll(() => runFolders(server)).toHaveLength(3);
      await expect
        .poll(() => status(workbench.panel('editor')).textContent(), { timeout: 30_000 })
        .not.toBe('Finished');
      await finished(workbench.panel('editor'));
      await expect.poll(() => view.rows.count()).toBe(3);
      const again = (await runFolders(server)).find((id) => !ids.includes(id))!;
      const [before, after] = [await readRun(server, ids[0]!), await readRun(server, again)];
      expect(after.run.config.seed).toBe(1);
      expect(before.batchLosses.tiny).toHaveLength(58);
      expect(after.batchLosses).toEqual(before.batchLosses);
      for (const model of ['small', 'tiny']) {
        const weights = (id: string): Promise<Buffer> =>
          readFile(runFile(server, id, 'weights', `${model}.safetensors`));
        expect((await weights(again)).equals(await weights(ids[0]!)), model).toBe(true);
      }
    },
    TRAINED,
  );

  test('deletes it with the Delete key, after being asked', async () => {
    const { workbench, server } = lab;
    const view = new RunsView(workbench);
    await view.row('first attempt').click();
    await older(workbench.panel('editor')).waitFor();
    await workbench.page.keyboard.press('Delete');
    const dialog = workbench.page.getByRole('dialog').filter({ hasText: 'Delete the run' });
    await dialog.waitFor();
    await workbench.screenshot('runs-delete');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(await runFolders(server)).toContain(ids[0]);
    await workbench.page.keyboard.press('Delete');
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => view.rows.count()).toBe(2);
    expect(await runFolders(server)).not.toContain(ids[0]);
    expect(await view.names()).not.toContain('first attempt');
    // The panel shows what is left.
    await expect.poll(() => older(workbench.panel('editor')).count()).toBe(0);
  });
});
