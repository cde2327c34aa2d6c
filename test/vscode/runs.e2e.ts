/** What a person does with the runs that are kept: name, open, compare, repeat, delete. */
import { readFile } from 'node:fs/promises';
import type { FrameLocator } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bringIntoSight } from './support/box';
import { Question, readRun, runFile, runFolders, RunsView, trainRun } from './support/history';
import { quick, useLab } from './support/lab';
import { saidTwice, seriousFindings } from './support/accessibility';
import { cellsOf, choose, openTab, rowsOf, select, TRAINED } from './support/panel';

const settings = { ...quick, 'mnistLab.epochs': 1 };
const lab = useLab({ ...settings, 'mnistLab.seed': 1 });

const older = (panel: FrameLocator) => panel.locator('.older');
const accuracyOf = async (id: string, model: string): Promise<number> =>
  (await readRun(lab.server, id)).evaluations[model]!.accuracy;

describe('a person with two runs', () => {
  /** Ids of the two runs, the older one first. */
  let ids: [string, string];
  let view: RunsView;
  let panel: FrameLocator;

  beforeAll(async () => {
    await lab.use({ ...settings, 'mnistLab.seed': 1 });
    const first = await trainRun(lab.server, await lab.editor());
    await lab.use({ ...settings, 'mnistLab.seed': 2 });
    ids = [first, await trainRun(lab.server, await lab.editor())];
    await lab.server.keepRuns();
  }, 2 * TRAINED);

  /** Whatever was done to the runs has not been done. */
  beforeEach(async () => {
    if (await lab.server.restoreRuns()) await lab.workbench.load();
    await lab.workbench.showView();
    view = new RunsView(lab.workbench);
    await expect.poll(() => view.names()).toEqual(['Run 2', 'Run 1']);
    panel = await lab.editor();
  });

  test('finds both in the tree, the newest first, with how well they did', async () => {
    const best = Math.max(await accuracyOf(ids[1], 'small'), await accuracyOf(ids[1], 'tiny'));
    const row = view.rows.first();
    await expect.poll(() => row.textContent()).toContain(`${(best * 100).toFixed(2)}%`);
    expect(await row.getAttribute('aria-label')).toMatch(
      /^Run 2, finished, \d\d\.\d\d%, .*, seed 2$/,
    );
    await lab.workbench.settle();
    await lab.workbench.screenshot('runs-tree');
  });

  test('gives the older one a name with F2, and pins it to the top', async () => {
    const { workbench } = lab;
    const question = new Question(workbench);
    await view.rows.nth(1).click();
    await older(panel).waitFor();
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
    await older(panel).getByText('first attempt').waitFor();

    await view.choose(view.row('first attempt'), 'Pin Run');
    await expect.poll(async () => (await view.names())[0]).toBe('first attempt');
    expect(await view.rows.first().getAttribute('aria-label')).toMatch(/^first attempt, pinned, /);
    await workbench.settle();
    await workbench.screenshot('runs-older');
  });

  test('goes back to the current run', async () => {
    const confusion = (await readRun(lab.server, ids[1])).evaluations.tiny!.confusion;
    await view.row('Run 1').click();
    await older(panel).waitFor();
    await panel.getByRole('button', { name: 'Back to Current Run' }).click();
    await expect.poll(() => older(panel).count()).toBe(0);
    await openTab(panel, 'Confusion');
    const cells = panel.locator('article[data-model="tiny"] table.heat-map tbody td:not(.figure)');
    expect((await cells.allTextContents()).map(Number)).toEqual(confusion.flat());
    await openTab(panel, 'Progress');
  });

  test('lays one over the other: curves, the one setting that differs, the digits that flipped', async () => {
    const { workbench } = lab;
    await view.row('Run 1').click();
    await older(panel).waitFor();
    await view.row('Run 2').click({ modifiers: ['ControlOrMeta'] });
    await view.choose(view.row('Run 1'), 'Compare Runs…');
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
    expect(await cells()).toEqual(await less([ids[0], 'small'], [ids[1], 'small']));
    await select(panel, 'From', 'tiny (Run 2)');
    await expect.poll(cells).toEqual(await less([ids[0], 'small'], [ids[1], 'tiny']));
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
    const difference = (await accuracyOf(ids[0], 'small')) - (await accuracyOf(ids[1], 'small'));
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
      const { server } = lab;
      await view.choose(view.row('Run 1'), 'Repeat Run');
      await expect.poll(() => view.count()).toBe(3);
      const again = (await runFolders(server)).find((id) => !ids.includes(id))!;
      await expect
        .poll(async () => (await readRun(server, again)).status, { timeout: TRAINED })
        .toBe('done');
      const [before, after] = [await readRun(server, ids[0]), await readRun(server, again)];
      expect(after.run.config.seed).toBe(1);
      expect(before.batchLosses.tiny).toHaveLength(58);
      expect(after.batchLosses).toEqual(before.batchLosses);
      for (const model of ['small', 'tiny']) {
        const weights = (id: string): Promise<Buffer> =>
          readFile(runFile(server, id, 'weights', `${model}.safetensors`));
        expect((await weights(again)).equals(await weights(ids[0])), model).toBe(true);
      }
    },
    TRAINED,
  );

  test('deletes it with the Delete key, after being asked', async () => {
    const { workbench, server } = lab;
    await view.row('Run 1').click();
    await older(panel).waitFor();
    await workbench.page.keyboard.press('Delete');
    const dialog = workbench.page.getByRole('dialog').filter({ hasText: 'Delete the run' });
    await dialog.waitFor();
    await workbench.screenshot('runs-delete');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(await runFolders(server)).toContain(ids[0]);
    await workbench.page.keyboard.press('Delete');
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => view.names()).toEqual(['Run 2']);
    expect(await runFolders(server)).toEqual([ids[1]]);
    // The panel shows what is left.
    await expect.poll(() => older(panel).count()).toBe(0);
  });
});
