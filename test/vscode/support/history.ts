/** The history of runs, as a person sees it and as it lies on the disk. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import type { RunState } from '#shared/run-state';
import { finished, stop, train, TRAINED } from './panel';
import type { VsCodeServer } from './server';
import { until } from './until';
import type { Workbench } from './workbench';

/** Milliseconds in which a menu closes that has taken a click. */
const MENU_PATIENCE = 3000;

/** Ids of the runs that have a folder, the oldest first. */
export async function runFolders(server: VsCodeServer): Promise<string[]> {
  return existsSync(server.runs) ? (await readdir(server.runs)).sort() : [];
}

export function runFile(server: VsCodeServer, id: string, ...path: string[]): string {
  return join(server.runs, id, ...path);
}

export async function readRun(server: VsCodeServer, id: string): Promise<RunState> {
  const text = await readFile(runFile(server, id, 'run.json'), 'utf8');
  return (JSON.parse(text) as { state: RunState }).state;
}

/** The id of the run that training begins now. */
export async function startRun(server: VsCodeServer, panel: FrameLocator): Promise<string> {
  const others = await runFolders(server);
  await train(panel);
  let id: string | undefined;
  await until('the run has a folder', async () => {
    id = (await runFolders(server)).find((folder) => !others.includes(folder));
    return id !== undefined && existsSync(runFile(server, id, 'run.json'));
  });
  return id!;
}

/** Trains a run to its end, and returns its id when all of it is on the disk. */
export async function trainRun(server: VsCodeServer, panel: FrameLocator): Promise<string> {
  const id = await startRun(server, panel);
  await finished(panel);
  // The panel knows the end before it is written.
  await until('the run is kept', async () => (await readRun(server, id)).status === 'done');
  return id;
}

/** Trains for an epoch, stops, and returns the run's id when all of it is on the disk. */
export async function trainStoppedRun(server: VsCodeServer, panel: FrameLocator): Promise<string> {
  const id = await startRun(server, panel);
  await until(
    'an epoch is over',
    async () => (await readRun(server, id)).epochs.length > 0,
    TRAINED,
  );
  await stop(panel);
  await until('the run is kept', async () => (await readRun(server, id)).status === 'stopped');
  return id;
}

/** The view with the runs, under the panel. */
export class RunsView {
  constructor(private readonly workbench: Workbench) {}

  get pane(): Locator {
    return this.workbench.page.locator('.pane', {
      has: this.workbench.page.locator('.pane-header[aria-label^="Runs"]'),
    });
  }

  get rows(): Locator {
    return this.pane.getByRole('treeitem');
  }

  /** How many runs are listed, those that one has to scroll to among them: only rows in sight are in the page. */
  async count(): Promise<number> {
    const [row] = await this.rows.all();
    return Number((await row?.getAttribute('aria-setsize')) ?? 0);
  }

  row(name: string): Locator {
    return this.rows.filter({ hasText: name });
  }

  /** What the rows are called, from the top. */
  async names(): Promise<string[]> {
    return this.rows.locator('.label-name').allTextContents();
  }

  /** Chooses an entry of a row's menu. */
  async choose(row: Locator, entry: string): Promise<void> {
    await row.click({ button: 'right' });
    const item = this.workbench.page.locator('.monaco-menu .action-item', { hasText: entry });
    // The menu ignores what comes in its first moments.
    await until(`the menu has taken "${entry}"`, async () => {
      await item.click();
      await item.waitFor({ state: 'hidden', timeout: MENU_PATIENCE });
      return true;
    });
  }
}

/** The box at the top in which VS Code asks: for a name, for one of a list, for a file. */
export class Question {
  readonly box: Locator;

  constructor(private readonly workbench: Workbench) {
    this.box = workbench.page.locator('.quick-input-widget:visible');
  }

  get input(): Locator {
    return this.box.locator('input[type="text"]').first();
  }

  async answer(text: string): Promise<void> {
    await this.input.fill(text);
    await this.input.press('Enter');
  }

  /** Takes an entry of a list. */
  async pick(label: string): Promise<void> {
    await this.box
      .locator('.monaco-list-row')
      .filter({ has: this.workbench.page.getByText(label, { exact: true }) })
      .first()
      .click();
  }

  /** Takes all networks of a run, but those that are named. */
  async takeNetworks(...without: readonly string[]): Promise<void> {
    await until('networks are asked for', async () => {
      const placeholder = await this.input.getAttribute('placeholder');
      return placeholder?.includes('Which networks?') === true;
    });
    for (const network of without) await this.pick(network);
    await this.input.press('Enter');
  }

  /** Exports into the folder that is proposed. */
  async exportHere(proposed: string): Promise<void> {
    await until('a folder is proposed', async () =>
      (await this.input.inputValue()).includes(proposed),
    );
    const button = this.box.getByRole('button', { name: 'Export Here' });
    // The dialog ignores what comes while it still reads the folder.
    await until('the folder is taken', async () => {
      if (await button.isVisible()) await button.click();
      await button.waitFor({ state: 'hidden', timeout: MENU_PATIENCE });
      return true;
    });
  }
}
