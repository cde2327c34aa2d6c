/** Makes the README's pictures from a whole run of the notebook in the real workbench. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { launchBrowser } from './support/browser';
import { repository } from './support/paths';
import { VsCodeServer } from './support/server';
import { Workbench } from './support/workbench';

const pictures = join(repository, 'docs/images');
const settings = (theme: string): object => ({
  'workbench.colorTheme': theme,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
});

test('the notebook’s ten epochs, in pictures', { timeout: 900_000 }, async () => {
  await mkdir(pictures, { recursive: true });
  const server = await VsCodeServer.start({ vsix: join(repository, 'mnist-lab.vsix') });
  const browser = await launchBrowser();
  try {
    await server.writeSettings(settings('Default Dark Modern'));
    const workbench = await Workbench.open(browser, server);
    await workbench.command('MNIST Lab: Open Panel in Editor');
    const panel = workbench.panel('editor');
    await panel.getByRole('button', { name: 'Train MNIST' }).click();
    await panel.locator('table.epochs tbody tr').nth(5).waitFor({ timeout: 400_000 });
    await workbench.page.screenshot({ path: join(pictures, 'training.png') });
    const status = panel.locator('header .status');
    await expect.poll(() => status.textContent(), { timeout: 400_000 }).toBe('Finished');

    for (const [name, theme] of [
      ['dark', 'Default Dark Modern'],
      ['light', 'Default Light Modern'],
    ] as const) {
      await workbench.applySettings(settings(theme));
      await workbench.command('MNIST Lab: Open Panel in Editor');
      await panel.locator('.heat-map').first().waitFor();
      // The three matrices stand side by side where the editor has the whole width.
      await workbench.command('View: Toggle Primary Side Bar Visibility');
      await workbench.settle();
      await panel.locator('article[data-model="cnn"] .parameters').scrollIntoViewIfNeeded();
      await panel.locator('article[data-model="cnn"] h3').first().scrollIntoViewIfNeeded();
      await workbench.settle();
      await workbench.page.screenshot({ path: join(pictures, `results-${name}.png`) });
      await workbench.command('View: Toggle Primary Side Bar Visibility');
    }
  } finally {
    await browser.close();
    await server.stop();
  }
});
