/** Settings: spoiled and mended, networks of one's own, and the way from an error to its place. */
import { afterEach, describe, expect, test } from 'vitest';
import { trainRun } from './support/history';
import { profile, useLab } from './support/lab';
import { confusionOf, openTab, sum, train, TRAINED } from './support/panel';

const lab = useLab({});

describe('a person who edits settings', () => {
  afterEach(() => lab.server.writeWorkspaceSettings({}));

  test(
    'is told the name of a setting that was spoiled by hand, and can train after mending it',
    async () => {
      const { workbench } = lab;
      await workbench.applySettings({ ...profile, 'mnistLab.batchSize': 'many' });
      const panel = await lab.editor();
      await train(panel);
      const failure = panel.locator('.failure');
      await failure.waitFor();
      expect(await failure.textContent()).toContain('mnistLab.batchSize');
      const toast = workbench.page.locator('.notification-toast', {
        hasText: 'mnistLab.batchSize',
      });
      await toast.getByRole('button', { name: 'Open Setting' }).waitFor();

      await workbench.applySettings({
        ...profile,
        'mnistLab.epochs': 1,
        'mnistLab.networks': ['mlp'],
      });
      // The workbench may not have written down yet which tabs were open.
      await lab.editor();
      await trainRun(lab.server, panel);
      expect(await failure.count()).toBe(0);
    },
    TRAINED + 90_000,
  );

  test(
    'adds a network of their own, trains it beside another one, and sees how it did',
    async () => {
      const { workbench } = lab;
      await workbench.applySettings({
        ...profile,
        'mnistLab.epochs': 1,
        'mnistLab.networks': ['mlp'],
      });
      const editor = await lab.editor();
      await workbench.command('MNIST Lab: Add Network…');
      const question = workbench.page.locator('.quick-input-widget input[type="text"]');
      // Until then it is the palette's.
      await workbench.page.getByText('Name of the network, such as').waitFor();
      await question.fill('mlp');
      await workbench.page.getByText('There is a network "mlp" already').waitFor();
      // Whatever takes the focus, be it a panel that loads, leaves the question and its answer.
      await openTab(editor, 'Data');
      await question.fill('mine');
      await question.press('Enter');
      await workbench.page.locator('.quick-input-list').getByText('LeNet').waitFor();
      await question.fill('LeNet');
      await question.press('Enter');

      const settings = workbench.page.locator('.editor-instance .view-lines');
      await settings.getByText('"mine"').first().waitFor();
      const toast = workbench.page.locator('.notification-toast', { hasText: '"mine"' });
      await toast.getByRole('button', { name: 'Train It Too' }).click();
      // Settings open above all else.
      await workbench.page.keyboard.press('Escape');

      const panel = await lab.view();
      await trainRun(lab.server, panel);
      await openTab(panel, 'Confusion');
      expect(sum(await confusionOf(panel, 'mine'))).toBe(10_000);
      expect(sum(await confusionOf(panel, 'mlp'))).toBe(10_000);
      await openTab(panel, 'Parameters');
      const total = panel.locator('article[data-model="mine"] .parameters .total');
      expect(await total.textContent()).toBe('61,706');
    },
    TRAINED + 90_000,
  );

  // In the workspace's settings: a server shows the user's under another address than it tells extensions.
  test('is led from a network that cannot work to its layer, which is underlined', async () => {
    const { server, workbench } = lab;
    const tiny = {
      layers: [
        { type: 'conv2d', out_channels: 2, kernel_size: 25 },
        { type: 'conv2d', out_channels: 3, kernel_size: 5 },
        { type: 'linear', out_features: 'classes' },
      ],
      optimizer: { type: 'sgd', lr: 0.01 },
    };
    const text = await server.writeWorkspaceSettings({
      'mnistLab.networks': ['tiny'],
      'mnistLab.models': { tiny },
    });
    await workbench.applySettings(profile);
    const panel = await lab.view();
    await train(panel);
    const failure = panel.locator('.failure');
    await failure.getByText('tiny.layers[1] conv2d: kernel 5×5 does not fit 4×4').waitFor();
    await failure.getByRole('button', { name: 'Open Setting' }).click();

    const editor = workbench.page.locator('.editor-instance');
    await editor.locator('.squiggly-error').first().waitFor();
    const brace = text.lastIndexOf('{', text.indexOf('"out_channels": 3'));
    const line = text.slice(0, brace).split('\n').length;
    const active = editor.locator('.line-numbers.active-line-number');
    await expect.poll(() => active.textContent()).toBe(line.toString());
    await workbench.page.keyboard.press('Escape');
  });
});
