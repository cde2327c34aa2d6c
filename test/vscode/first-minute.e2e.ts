/** From the installation to the first run. */
import { describe, expect, test } from 'vitest';
import { RunsView } from './support/history';
import { quick, useLab } from './support/lab';
import { finished, TRAINED } from './support/panel';

const lab = useLab({ ...quick, 'mnistLab.epochs': 1 });

const steps = [
  ['Train three networks', 'Train MNIST', 'Three networks, one set of images'],
  ['Read the results', 'Open Panel in Editor', 'What the panel says'],
  ['Try it yourself', 'Open Panel in Editor', 'Your own digits'],
  ['Compare runs', 'Compare Runs…', 'Every run is kept'],
  ['Use your own images', 'Add Data…', 'Images of your own'],
  ['Make your own network', 'Add Network…', 'A network is a value in your settings'],
  ['Compare fairly', 'Choose Networks', 'As many parameters, another architecture'],
] as const;

describe('a person who has just installed the extension', () => {
  test('finds the walkthrough, each step with its button and its page', async () => {
    const { workbench } = lab;
    await workbench.command('Welcome: Open Walkthrough...');
    const question = workbench.page.locator('.quick-input-widget input[type="text"]');
    await question.fill('First Steps with MNIST Lab');
    await question.press('Enter');
    const list = workbench.page.locator('.gettingStartedContainer');
    for (const [step, button, heading] of steps) {
      await list.getByText(step, { exact: true }).click();
      await list.getByRole('button', { name: button }).first().waitFor();
      await workbench.panel('editor').getByRole('heading', { name: heading }).waitFor();
      await workbench.settle();
      await workbench.screenshot(`walkthrough-${step.replaceAll(' ', '-').toLowerCase()}`);
    }
  });

  test('is told what the views are for, and how to begin', async () => {
    const { workbench } = lab;
    await lab.useNoRuns();
    const panel = await lab.view();
    await panel.getByRole('heading', { name: 'Networks that learn side by side' }).waitFor();
    expect(await panel.getByRole('button', { name: 'Train MNIST' }).count()).toBe(1);
    // Nothing to see of a run that there is not.
    expect(await panel.getByRole('tab').allTextContents()).toEqual(['Parameters', 'Data']);
    expect(
      await panel.locator('article[data-model="small"] .total').first().textContent(),
    ).toContain('12,730');
    const { pane } = new RunsView(workbench);
    await pane.getByText('Every run is kept here').waitFor();
    expect(await pane.locator('.welcome-view-content .monaco-button').allTextContents()).toEqual([
      ...['Train MNIST', 'Add Data…'],
    ]);
    await workbench.settle();
    await workbench.screenshot('first-minute-empty');
  });

  test(
    'trains by that button, and the run takes its place',
    async () => {
      const { workbench } = lab;
      await lab.useNoRuns();
      const panel = await lab.view();
      const view = new RunsView(workbench);
      await view.pane.locator('.welcome-view-content .monaco-button').first().click();
      await finished(panel);
      await expect.poll(() => view.count()).toBe(1);
      expect(await view.pane.locator('.welcome-view-content:visible').count()).toBe(0);
      await workbench.settle();
      await workbench.screenshot('first-minute-trained');
    },
    TRAINED,
  );
});
