/** A folder that somebody else made, in a window that does not trust it. */
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './support/browser';
import { repository } from './support/paths';
import { VsCodeServer } from './support/server';
import { Workbench } from './support/workbench';

const TRAINED = 240_000;

let server: VsCodeServer;
let browser: Browser;

beforeAll(async () => {
  server = await VsCodeServer.start({
    vsix: join(repository, 'mnist-lab.vsix'),
    workspaceTrust: true,
  });
  await server.writeSettings({
    'workbench.startupEditor': 'none',
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'security.workspace.trust.startupPrompt': 'never',
    'mnistLab.epochs': 1,
  });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
  await server.stop();
});

const asked = {
  networks: ['mlp'],
  data: '/nowhere',
  // Too little for any network.
  memoryLimit: 0.0001,
  threads: 64,
};

test.each([
  [
    'as keys',
    Object.fromEntries(Object.entries(asked).map(([key, value]) => [`mnistLab.${key}`, value])),
  ],
  ['within an object', { mnistLab: asked }],
])(
  'an untrusted folder chooses the networks, but neither where data is read from nor what is taken of the machine: %s',
  async (_, settings) => {
    await server.writeWorkspaceSettings(settings);
    const workbench = await Workbench.open(browser, server);
    await workbench.page.getByText('Restricted Mode').first().waitFor();

    await workbench.showView();
    const panel = workbench.panel('view');
    await panel.getByRole('button', { name: /^Train/ }).click();
    const status = panel.locator('header .status');
    await expect.poll(() => status.textContent(), { timeout: TRAINED }).toBe('Finished');
    await panel.getByRole('tab', { name: 'Confusion' }).click();
    await panel.locator('article[data-model="mlp"]').waitFor();
    expect(await panel.locator('article[data-model]').count()).toBe(1);
  },
  TRAINED + 60_000,
);
