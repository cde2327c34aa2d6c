import { join } from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { launchBrowser } from './browser';
import { repository } from './paths';
import { VsCodeServer } from './server';
import { Workbench } from './workbench';

export const vsix = join(repository, 'mnist-lab.vsix');

/** What every test wants of VS Code: itself out of the way. */
export const profile = {
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
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

/** Milliseconds until a few epochs are over: a machine that also builds and tests something else is slow. */
export const TRAINED = 240_000;

/** An editor of its own for the tests of a file, with the packaged extension as a user has it. */
export class Lab {
  server!: VsCodeServer;
  browser!: Browser;
  workbench!: Workbench;

  /** A window like the first one, but with another person before it. */
  async openAnother(person: BrowserContextOptions): Promise<Workbench> {
    return Workbench.open(this.browser, this.server, person);
  }
}

export function useLab(settings: object): Lab {
  const lab = new Lab();

  beforeAll(async () => {
    lab.server = await VsCodeServer.start({ vsix });
    await lab.server.writeSettings({ ...profile, ...settings });
    lab.browser = await launchBrowser();
    lab.workbench = await Workbench.open(lab.browser, lab.server);
  }, 180_000);

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
