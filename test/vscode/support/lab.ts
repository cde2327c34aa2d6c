import { join } from 'node:path';
import type { Browser, BrowserContextOptions, FrameLocator } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { launchBrowser } from './browser';
import { runFolders } from './history';
import { opened, status } from './panel';
import { repository } from './paths';
import { VsCodeServer } from './server';
import { Workbench } from './workbench';

export const vsix = join(repository, 'mnist-lab.vsix');

/** What every test wants of VS Code: itself out of the way. */
export const profile = {
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  // A browser's editor would save what a test has typed, and is about to take back, after a second.
  'files.autoSave': 'off',
};

/** Two networks that learn in no time: one of each kind. */
export const quick = {
  'mnistLab.networks': ['small', 'tiny'],
  'mnistLab.models': {
    small: {
      layers: [
        { type: 'flatten' },
        { type: 'linear', out_features: 16 },
        { type: 'relu' },
        { type: 'linear', out_features: 'classes' },
      ],
      optimizer: { type: 'adam', lr: 0.003 },
    },
    tiny: {
      layers: [
        { type: 'conv2d', out_channels: 4, kernel_size: 5, stride: 2 },
        { type: 'relu' },
        { type: 'max_pool2d', kernel_size: 2 },
        { type: 'flatten' },
        { type: 'linear', out_features: 'classes' },
      ],
      optimizer: { type: 'adam', lr: 0.003 },
    },
  },
};

/**
 * An editor of its own for the tests of a file, with the packaged extension as a user has it. Tests say what
 * they need, and it is made where it is not there yet: so each passes alone, and they pass in any order.
 */
export class Lab {
  server!: VsCodeServer;
  browser!: Browser;
  workbench!: Workbench;

  async start(settings: object): Promise<void> {
    this.server = await VsCodeServer.start({ vsix });
    await this.server.writeSettings({ ...profile, ...settings });
    this.browser = await launchBrowser();
    this.workbench = await Workbench.open(this.browser, this.server);
  }

  /** Has these settings, and no others but the profile's, in force. */
  async use(settings: object): Promise<void> {
    const wanted = { ...profile, ...settings };
    if (await this.server.hasSettings(wanted)) return;
    await this.workbench.applySettings(wanted);
  }

  /** Has an empty history. */
  async useNoRuns(): Promise<void> {
    if ((await runFolders(this.server)).length === 0) return;
    await this.server.removeRuns();
    await this.workbench.load();
  }

  /** The panel in an editor, in front of all others. */
  async editor(): Promise<FrameLocator> {
    const panel = this.workbench.panel('editor');
    if (!(await status(panel).isVisible())) {
      await this.workbench.command('MNIST Lab: Open Panel in Editor');
    }
    await opened(panel);
    return panel;
  }

  /** The panel in the side bar. */
  async view(): Promise<FrameLocator> {
    await this.workbench.showView();
    const panel = this.workbench.panel('view');
    await opened(panel);
    return panel;
  }

  /** A window like the first one, but with another person before it. */
  async openAnother(person: BrowserContextOptions): Promise<Workbench> {
    return Workbench.open(this.browser, this.server, person);
  }
}

export function useLab(settings: object): Lab {
  const lab = new Lab();

  beforeAll(() => lab.start(settings), 180_000);

  // A picture of what went wrong says more than a selector that was not found.
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await lab.workbench.screenshot(`failed-${task.id}`);
  });

  afterAll(async () => {
    await lab.browser.close();
    await lab.server.stop();
  });

  return lab;
}
