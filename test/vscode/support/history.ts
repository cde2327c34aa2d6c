/** The history of runs, as a person sees it and as it lies on the disk. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import type { RunState } from '#shared/run-state';
import type { VsCodeServer } from './server';
import type { Workbench } from './workbench';

/** Milliseconds in which a menu closes that has taken a click. */
const MENU_PATIENCE = 3000;

const runsOf = (server: VsCodeServer): string => join(server.storage, 'runs');

/** Ids of the runs that have a folder, the oldest first. */
export async function runFolders(server: VsCodeServer): Promise<string[]> {
  return (await readdir(runsOf(server))).sort();
}

export function runFile(server: VsCodeServer, id: string, ...path: string[]): string {
  return join(runsOf(server), id, ...path);
}

export async function readRun(server: VsCodeServer, id: string): Promise<RunState> {
  const text = await readFile(runFile(server, id, 'run.json'), 'utf8');
  return (JSON.parse(text) as { state: RunState }).state;
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
    await expect
      .poll(async () => {
        await item.click();
        await item.waitFor({ state: 'hidden', timeout: MENU_PATIENCE });
        return true;
      })
      .toBe(true);
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
    await this.workbench.page.keyboard.press('Enter');
  }

  /** Takes an entry of a list. */
  async pick(label: string): Promise<void> {
    await this.box
      .locator('.monaco-list-row')
      .filter({ has: this.workbench.page.getByText(label, { exact: true }) })
      .first()
      .click();
  }
}
