/**
 * Makes pictures from a run of the notebook in the real workbench: those of the README, and, to be looked
 * over, every view in every theme, narrow and wide.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { expect, test } from 'vitest';
import { profile, useLab } from './support/lab';
import { openTab, status, type TabName, train } from './support/panel';
import { repository } from './support/paths';
import { fill, openNarrow, openWide, themes } from './support/views';

const WHOLE_RUN = 600_000;
const pictures = join(repository, 'docs/images');
const views: readonly TabName[] = ['Progress', 'Confusion', 'Parameters', 'Try It', 'Compare'];
const themed = (theme: string): object => ({ ...profile, 'workbench.colorTheme': theme });

const lab = useLab({ 'mnistLab.epochs': 1, 'mnistLab.seed': 1 });

async function forReadme(name: string): Promise<void> {
  await mkdir(pictures, { recursive: true });
  await lab.workbench.settle();
  await lab.workbench.page.screenshot({ path: join(pictures, `${name}.png`) });
}

/** A 4 that might be a 9. */
async function drawDigit(panel: FrameLocator): Promise<void> {
  const { mouse } = lab.workbench.page;
  const box = (await panel.getByRole('application').boundingBox())!;
  const strokes = [
    [0.34, 0.2, 0.3, 0.5, 0.66, 0.5],
    [0.66, 0.18, 0.6, 0.86],
  ];
  for (const [x, y, ...rest] of strokes) {
    await mouse.move(box.x + x! * box.width, box.y + y! * box.height);
    await mouse.down();
    for (let at = 0; at < rest.length; at += 2) {
      const to = [box.x + rest[at]! * box.width, box.y + rest[at + 1]! * box.height] as const;
      await mouse.move(...to, { steps: 12 });
    }
    await mouse.up();
  }
  await panel.locator('.agreement', { hasText: /reads? \d/ }).waitFor();
}

async function ended(panel: FrameLocator): Promise<void> {
  await expect.poll(() => status(panel).textContent(), { timeout: WHOLE_RUN }).toBe('Finished');
}

async function compareWithTheFirstRun(): Promise<void> {
  const { workbench } = lab;
  await workbench.command('MNIST Lab: Compare Runs…');
  const box = workbench.page.locator('.quick-input-widget:visible');
  await box.locator('.monaco-list-row').first().click();
  await box.getByRole('button', { name: 'OK' }).click();
}

test('a short run, and the notebook’s ten epochs', { timeout: 2 * WHOLE_RUN }, async () => {
  let panel = await openWide(lab.workbench);
  await train(panel);
  await ended(panel);
  await lab.workbench.applySettings(themed(themes.dark));
  panel = await openWide(lab.workbench);
  await train(panel);
  await expect
    .poll(() => status(panel).textContent(), { timeout: 60_000 })
    .toMatch(/^Training.* 10$/);
  await panel.locator('table.epochs tbody tr').nth(5).waitFor({ timeout: WHOLE_RUN });
  await forReadme('training');
  await ended(panel);
});

test.each(['dark', 'light'] as const)(
  'the README’s pictures, %s',
  { timeout: 180_000 },
  async (name) => {
    await lab.workbench.applySettings(themed(themes[name]));
    const panel = await openWide(lab.workbench);
    await fill(panel, 'Confusion');
    await panel.locator('.drawer').scrollIntoViewIfNeeded();
    await forReadme(`confusion-${name}`);
    await fill(panel, 'Parameters');
    await panel.locator('article[data-model="cnn-big"]').scrollIntoViewIfNeeded();
    await forReadme(`parameters-${name}`);
    await openTab(panel, 'Try It');
    await panel.getByText('Draw', { exact: true }).click();
    await drawDigit(panel);
    await forReadme(`try-it-${name}`);
  },
);

test.each(Object.entries(themes))('every view in %s', { timeout: 240_000 }, async (name, theme) => {
  const { workbench } = lab;
  await workbench.applySettings(themed(theme));
  await compareWithTheFirstRun();
  for (const [width, open] of [
    ['300', openNarrow],
    ['wide', openWide],
  ] as const) {
    const panel = await open(workbench);
    for (const tab of views) {
      await fill(panel, tab);
      await workbench.settle();
      await workbench.screenshot(`${tab.replace(' ', '-').toLowerCase()}-${name}-${width}`);
    }
  }
});
