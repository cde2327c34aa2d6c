/** A run and its curves, from the first batch to what is left of it after the window was closed. */
import type { FrameLocator } from 'playwright-core';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { boxOf, bringIntoSight } from './support/box';
import { curveOf, inkOf, pixelsOf } from './support/canvas';
import { readRun, trainRun, trainStoppedRun } from './support/history';
import { quick, useLab } from './support/lab';
import {
  choose,
  confusionOf,
  epochRows,
  isTraining,
  openTab,
  select,
  status,
  stop,
  sum,
  tick,
  train,
  TRAINED,
} from './support/panel';
import { until } from './support/until';

const epochs = 2;
/** 60,000 images in batches of 1,024. */
const batches = 58;
/** Milliseconds in which the box at the mouse comes. */
const TOOLTIP_PATIENCE = 3000;
const networks = ['mlp', 'cnn', 'cnn-big'] as const;
const notebook = { 'mnistLab.epochs': epochs };
const endless = { ...quick, 'mnistLab.epochs': 1000 };

const lab = useLab(notebook);

const chart = (panel: FrameLocator) => panel.locator('.chart canvas');
const axis = (panel: FrameLocator, name: string) => choose(panel, 'Horizontal axis', name);
const metric = (panel: FrameLocator, name: string) => select(panel, 'What the curves show', name);

/**
 * Puts the mouse over the plot, at a share of its width, and reads the box there: where it is, and the
 * value of each network. A chart that is made anew under the mouse loses the box; then the mouse comes again.
 */
async function readAt(panel: FrameLocator, share: number) {
  const plot = panel.locator('.chart .u-over');
  const tooltip = panel.locator('.tooltip');
  await until('the box at the mouse is there', async () => {
    await bringIntoSight(plot);
    const { width, height } = await boxOf(plot);
    await plot.hover({ position: { x: Math.round(share * (width - 1)), y: height / 2 } });
    await tooltip.waitFor({ timeout: TOOLTIP_PATIENCE });
    return true;
  });
  const place = (await tooltip.locator('.tooltip-name').textContent())!;
  const labels = await tooltip.locator('.tooltip-label').allTextContents();
  const values = await tooltip.locator('.tooltip-value').allTextContents();
  return { place, values: Object.fromEntries(labels.map((label, i) => [label, values[i]!])) };
}

const legendValues = (panel: FrameLocator) => panel.locator('.legend-value').allTextContents();

describe('a person who has trained three networks', () => {
  let run: string;
  let panel: FrameLocator;

  beforeAll(async () => {
    await lab.use(notebook);
    run = await trainRun(lab.server, await lab.view());
  }, TRAINED + 120_000);

  beforeEach(async () => {
    panel = await lab.editor();
    await openTab(panel, 'Progress');
    await metric(panel, 'Training loss');
    await axis(panel, 'Batch');
  });

  test('has three matrices of 10,000 images, and a row for each epoch', async () => {
    expect(await epochRows(panel).count()).toBe(epochs);
    await openTab(panel, 'Confusion');
    for (const id of networks) {
      const cells = await confusionOf(panel, id);
      expect(cells).toHaveLength(100);
      expect(sum(cells)).toBe(10_000);
    }
    const right = await panel
      .locator('article[data-model="cnn-big"] .accuracy strong')
      .textContent();
    expect(parseFloat(right!)).toBeGreaterThan(90);
  });

  test('finds the same in an editor, where there is more room, and in the side bar', async () => {
    const places = [panel, await lab.view()];
    for (const place of places) {
      await expect.poll(() => status(place).textContent()).toBe('Finished');
      await openTab(place, 'Progress');
      expect(await epochRows(place).count()).toBe(epochs);
    }
  });

  test('sees each network end at its own place by seconds, and at the same one by batches', async () => {
    /** Where each network's curve ends, as a share of the plot. */
    const ends = async () => {
      const canvas = await boxOf(chart(panel));
      const plot = await boxOf(panel.locator('.chart .u-over'));
      const curves = await Promise.all(networks.map((id) => curveOf(panel, id)));
      expect(Math.min(...curves.map(({ ink }) => ink))).toBeGreaterThan(0);
      return curves.map(({ end }) => (canvas.x + end * canvas.width - plot.x) / plot.width);
    };
    await lab.workbench.settle();
    const last = await ends();
    expect(Math.max(...last) - Math.min(...last)).toBeLessThan(0.02);
    for (const end of last) expect(end).toBeCloseTo(1, 1);

    const { epochs } = await readRun(lab.server, run);
    const seconds = networks.map((id) => sum(epochs.map((epoch) => epoch.seconds[id]!)));
    await axis(panel, 'Seconds');
    await lab.workbench.settle();
    const shares = await ends();
    seconds.forEach((needed, network) => {
      expect(Math.abs(shares[network]! - needed / Math.max(...seconds))).toBeLessThan(0.02);
    });
    const [cheapest, middle] = shares.sort((a, b) => a - b);
    expect(middle! - cheapest!).toBeGreaterThan(0.04);
    expect(cheapest!).toBeLessThan(0.5);
  });

  test('reads the values of all networks at once where the mouse is, best first', async () => {
    await axis(panel, 'Epoch');
    const { place, values } = await readAt(panel, 0);
    expect(place).toBe('Epoch 1');
    const row = epochRows(panel).first();
    for (const [index, id] of networks.entries()) {
      // The table has the same mean losses, and beside them what is smaller.
      expect(await row.getByRole('gridcell').nth(index).textContent()).toMatch(
        new RegExp(`^${values[id]!.replace('.', '\\.')}`),
      );
    }
    const losses = Object.values(values).map(Number);
    expect(losses).toEqual([...losses].sort((a, b) => a - b));
    expect(Object.keys(values).sort()).toEqual([...networks].sort());
  });

  test('sees the test accuracy and the test loss after each epoch', async () => {
    await metric(panel, 'Test accuracy');
    await axis(panel, 'Epoch');
    const first = await epochRows(panel).first().textContent();
    const { place, values } = await readAt(panel, 0);
    expect(place).toBe('Epoch 1');
    for (const id of networks) {
      expect(values[id]).toMatch(/^\d+\.\d\d%$/);
      expect(first).toContain(values[id]);
    }
    // The same picture as one that is drawn anew: the axis has become one of percents.
    await lab.workbench.settle();
    const picture = await pixelsOf(chart(panel));
    await axis(panel, 'Batch');
    await axis(panel, 'Epoch');
    await lab.workbench.settle();
    expect(await pixelsOf(chart(panel))).toBe(picture);

    await metric(panel, 'Test loss');
    const losses = (await readAt(panel, 0)).values;
    for (const id of networks) expect(losses[id]).toMatch(/^\d\.\d{4,5}$/);
  });

  test('changes to a logarithmic scale and back', async () => {
    await lab.workbench.settle();
    const linear = await pixelsOf(chart(panel));
    await tick(panel.getByRole('checkbox', { name: 'Log scale' }), true);
    await lab.workbench.settle();
    expect(await pixelsOf(chart(panel))).not.toBe(linear);
    await tick(panel.getByRole('checkbox', { name: 'Log scale' }), false);
    await lab.workbench.settle();
    expect(await pixelsOf(chart(panel))).toBe(linear);
  });

  test('smooths the losses, and still reads the raw ones beside', async () => {
    const raw = await legendValues(panel);
    await panel.getByLabel('Smoothing').fill('0.9');
    await panel.getByText('Smoothed; the faint lines are the raw losses.').waitFor();
    const average = await legendValues(panel);
    for (const [index, value] of average.entries()) expect(value).not.toBe(raw[index]);
    await readAt(panel, 1);
    const remarks = await panel.locator('.tooltip tr .quiet').allTextContents();
    expect(remarks.sort()).toEqual(raw.map((value) => `raw ${value}`).sort());
    await panel.getByLabel('Smoothing').fill('0');
    await expect.poll(() => legendValues(panel)).toEqual(raw);
  });

  test('zooms into a part by dragging, and goes back to the whole', async () => {
    const { page } = lab.workbench;
    const plot = panel.locator('.chart .u-over');
    expect((await readAt(panel, 0)).place).toBe('Batch 1');
    const box = await boxOf(plot);
    await page.mouse.move(box.x + box.width * 0.5, box.y + 30);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.75, box.y + 30, { steps: 6 });
    await page.mouse.up();
    const reset = panel.getByRole('button', { name: 'Reset Zoom' });
    await reset.waitFor();
    const at = async (share: number): Promise<number> => {
      const { place } = await readAt(panel, share);
      return Number(place.replace('Batch ', ''));
    };
    const all = epochs * batches;
    expect(Math.abs((await at(0)) - 0.5 * all)).toBeLessThan(4);
    expect(Math.abs((await at(1)) - 0.75 * all)).toBeLessThan(4);
    await reset.click();
    expect(await at(0)).toBe(1);
    expect(await at(1)).toBe(all);
  });

  test('switches a network off in the legend, and its curve is gone until it is on again', async () => {
    const item = panel.getByRole('button', { name: /^cnn-big/ });
    await lab.workbench.settle();
    const before = await curveOf(panel, 'cnn-big');
    expect(before.ink).toBeGreaterThan(0);
    await item.click();
    expect(await item.getAttribute('aria-pressed')).toBe('false');
    await lab.workbench.settle();
    expect((await curveOf(panel, 'cnn-big')).ink).toBe(0);
    expect((await curveOf(panel, 'mlp')).ink).toBeGreaterThan(0);
    expect(Object.keys((await readAt(panel, 0.5)).values)).not.toContain('cnn-big');
    await item.click();
    await lab.workbench.settle();
    expect(await curveOf(panel, 'cnn-big')).toEqual(before);
  });

  test('is told in words who leads, by how much, and what it costs', async () => {
    const insights = panel.getByRole('list', { name: 'In words' });
    const [leader] = await insights.getByText(/^After 2 epochs, /).allTextContents();
    const [, best, high, worst, low] =
      /^After 2 epochs, (\S+) leads with (\S+) of the test images right; (\S+) is behind with (\S+)\.$/.exec(
        leader!,
      )!;
    expect(networks).toContain(best);
    expect(networks).toContain(worst);
    expect(parseFloat(high!)).toBeGreaterThan(parseFloat(low!));
    expect(await insights.getByText(/needs [\d.]+ times the seconds of/).count()).toBe(1);
  });

  test('finds the finished run again after reloading the window', async () => {
    const view = await lab.view();
    await openTab(view, 'Confusion');
    const before = await confusionOf(view, 'cnn');
    await lab.workbench.load();
    await lab.view();
    await expect.poll(() => status(view).textContent()).toBe('Finished');
    await openTab(view, 'Confusion');
    expect(await confusionOf(view, 'cnn')).toEqual(before);
  });
});

describe('a person before a run that has no end', () => {
  let panel: FrameLocator;

  beforeEach(async () => {
    await lab.use(endless);
    panel = await lab.editor();
  });

  afterEach(async () => {
    if (await isTraining(panel)) await stop(panel);
  });

  test('starts it from the palette and sees the curves move', async () => {
    const { workbench } = lab;
    await workbench.command('MNIST Lab: Train MNIST');
    await panel.getByRole('progressbar').waitFor({ timeout: 60_000 });
    await openTab(panel, 'Progress');
    await chart(panel).waitFor();
    expect(await inkOf(chart(panel))).toBeGreaterThan(0);
    const legend = await panel.locator('.legend').textContent();
    const picture = await pixelsOf(chart(panel));
    await expect.poll(() => panel.locator('.legend').textContent()).not.toBe(legend);
    await expect.poll(() => pixelsOf(chart(panel))).not.toBe(picture);
    expect(
      await workbench.page.locator('#mnistLab\\.status, [id*="mnistLab.status"]').count(),
    ).toBe(1);
  });

  test('pauses, and no batch passes; resumes, and they do; stops', async () => {
    const { workbench } = lab;
    await train(panel);
    await expect.poll(() => status(panel).textContent()).toMatch(/of 1,000/);
    await openTab(panel, 'Progress');
    const left = panel.getByText(/ left$/);
    expect(await left.textContent()).toMatch(/^\d+(\.\d s| min \d+ s| h \d+ min) left$/);

    await panel.getByRole('button', { name: 'Pause' }).click();
    await expect.poll(() => status(panel).textContent()).toMatch(/^Paused: Epoch \d+ of 1,000$/);
    await workbench.settle();
    const paused = await panel.locator('.legend').textContent();
    // That no batch passes takes time to see.
    await workbench.page.waitForTimeout(1500);
    expect(await panel.locator('.legend').textContent()).toBe(paused);

    await panel.getByRole('button', { name: 'Resume' }).click();
    await expect.poll(() => panel.locator('.legend').textContent()).not.toBe(paused);
    expect(await status(panel).textContent()).toMatch(/^Epoch/);

    await panel.getByRole('button', { name: 'Stop Training' }).click();
    await expect.poll(() => status(panel).textContent()).toBe('Stopped');
  });

  test('finds what a stopped run had learned after reloading the window', async () => {
    await trainStoppedRun(lab.server, panel);
    await openTab(panel, 'Progress');
    const legend = await panel.locator('.legend').textContent();
    await lab.workbench.remembered('mnistLab.editor');
    await lab.workbench.load();
    // The editor tab comes back by itself.
    await expect.poll(() => status(panel).textContent()).toBe('Stopped');
    expect(await panel.locator('.legend').textContent()).toBe(legend);
  });

  test('closes the window in mid-run and finds the run interrupted when it opens again', async () => {
    await lab.workbench.command('MNIST Lab: Train MNIST');
    await expect.poll(() => status(panel).textContent()).toMatch(/^Epoch/);
    await openTab(panel, 'Progress');
    // What an epoch left is what a window that is closed leaves, once it is written.
    await epochRows(panel).nth(3).waitFor({ timeout: TRAINED });
    await lab.workbench.remembered('mnistLab.editor');
    await lab.workbench.load();
    await expect.poll(() => status(panel).textContent()).toBe('Interrupted');
    expect(await epochRows(panel).count()).toBeGreaterThan(0);
  });
});

test('a network that diverges is named in words; one may do without a test each epoch', async () => {
  const { workbench } = lab;
  const { small } = quick['mnistLab.models'];
  const linear = { type: 'linear', out_features: 'classes' };
  await lab.use({
    'mnistLab.epochs': 1,
    'mnistLab.evaluateEachEpoch': false,
    'mnistLab.networks': ['small', 'wild'],
    // Nothing between its layers, and the highest rate that settings allow.
    'mnistLab.models': {
      small,
      wild: {
        layers: [{ type: 'flatten' }, linear, linear, linear],
        optimizer: { type: 'sgd', lr: 10 },
      },
    },
  });
  const panel = await lab.editor();
  await trainRun(lab.server, panel);
  await openTab(panel, 'Progress');
  const warnings = panel.getByRole('list', { name: 'Warnings' });
  await warnings.getByText(/^wild has diverged: from batch \d+ on its loss is no number/).waitFor();
  expect(await warnings.getByText(/\bsmall\b/).count()).toBe(0);

  // No class, no share and no NaN of a network whose numbers are none.
  await openTab(panel, 'Try It');
  await choose(panel, 'What to show the networks', 'Test images');
  await panel.locator('.agreement', { hasText: 'label' }).waitFor();
  const reading = panel.locator('.reading[data-model="wild"]');
  await reading.getByText('this network has diverged').waitFor();
  expect(await reading.locator('.reading-result').textContent()).toBe('–');
  expect(await reading.textContent()).not.toMatch(/%|NaN/);
  await workbench.screenshot('diverged-try-it');
  await openTab(panel, 'Parameters');
  const parameters = panel.locator('article[data-model="wild"]');
  await parameters
    .getByText(/diverged, not one of its values is a finite number/)
    .first()
    .waitFor();
  expect(await parameters.textContent()).not.toMatch(/NaN|Infinity|∞/);
  await bringIntoSight(parameters);
  await workbench.screenshot('diverged-parameters');
  await openTab(panel, 'Progress');

  expect(await panel.locator('.epochs').textContent()).not.toContain('%');
  await metric(panel, 'Test accuracy');
  // What came at the end of the run is all that there is.
  expect((await legendValues(panel))[0]).toMatch(/^\d+\.\d\d%$/);
  await axis(panel, 'Epoch');
  expect((await readAt(panel, 0)).place).toBe('Epoch 1');
});

test('images that are held out judge each epoch, and the test images the end, once', async () => {
  await lab.use({
    ...quick,
    'mnistLab.epochs': 2,
    'mnistLab.validation': 6000,
    'mnistLab.networks': ['tiny'],
  });
  const panel = await lab.editor();
  await trainRun(lab.server, panel);
  await openTab(panel, 'Progress');
  await panel.getByText('54,000 images to train, 6,000 to validate').waitFor();
  await metric(panel, 'Validation accuracy');
  await axis(panel, 'Epoch');
  const { values } = await readAt(panel, 0);
  expect(await epochRows(panel).first().textContent()).toContain(values.tiny);

  await openTab(panel, 'Confusion');
  await panel.getByRole('heading', { name: 'Confusion on the test images' }).waitFor();
  expect(sum(await confusionOf(panel, 'tiny'))).toBe(10_000);
  await panel.getByRole('slider', { name: 'Epoch' }).focus();
  await lab.workbench.page.keyboard.press('Home');
  await panel.getByRole('heading', { name: 'Confusion on the validation images' }).waitFor();
  expect(sum(await confusionOf(panel, 'tiny'))).toBe(6000);
  expect(await panel.locator('article[data-model="tiny"] .accuracy').textContent()).toContain(
    values.tiny,
  );
});
