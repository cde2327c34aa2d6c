/** What the networks are made of, before a run and while they learn. */
import type { FrameLocator, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pixelsOf } from './support/canvas';
import { quick, useLab } from './support/lab';
import {
  isFocused,
  openTab,
  overflowOf,
  rowsOf,
  status,
  stop,
  sum,
  tick,
  train,
} from './support/panel';

const lab = useLab({});

const totals = { mlp: '135,160', cnn: '135,410', 'cnn-big': '35,630' };

const network = (panel: FrameLocator, id: string): Locator =>
  panel.locator(`article[data-model="${id}"]`);

describe('before any run', () => {
  let panel: FrameLocator;

  beforeAll(async () => {
    await lab.use({});
    await lab.useNoRuns();
    panel = await lab.view();
  });

  test('there are the parameter tables, their arithmetic, and a Train button', async () => {
    await panel.getByRole('button', { name: 'Train MNIST' }).waitFor();
    for (const [id, total] of Object.entries(totals)) {
      const table = network(panel, id).locator('.parameters');
      expect(await table.locator('.total').textContent()).toBe(total);
      const rows = table.locator('tbody tr:has(td.number)');
      const counts: number[] = [];
      const shares: number[] = [];
      for (const row of await rows.all()) {
        const arithmetic = (await row.locator('td').first().textContent())!;
        const number = row.locator('td.number');
        // Below the count stands its share.
        const [count, share] = (await number.innerText()).split(/\s+/) as [string, string];
        const product = arithmetic.split('*').reduce((all, factor) => all * Number(factor), 1);
        expect(count).toBe(product.toLocaleString('en'));
        counts.push(product);
        shares.push(parseFloat(share));
      }
      const all = Number(total.replaceAll(',', ''));
      expect(sum(counts)).toBe(all);
      for (const [index, share] of shares.entries()) {
        expect(Math.abs(share - (100 * counts[index]!) / all)).toBeLessThan(0.006);
      }
    }
  });

  test('the totals and costs of all networks stand beside one another, and the comparison is called fair', async () => {
    const rows = rowsOf(panel.locator('.totals'));
    const column = (at: number): Locator => rows.locator(`[grid-column="${at}"]`);
    expect(await column(1).allTextContents()).toEqual(Object.keys(totals));
    expect(await column(2).allTextContents()).toEqual(Object.values(totals));
    // 784 → 170 → 10: two operations a weight, one a bias, and one for each sigmoid.
    const flops = 2 * 784 * 170 + 170 + 170 + 2 * 170 * 10 + 10;
    expect(await column(3).first().textContent()).toBe(flops.toLocaleString('en'));
    // 135,160 : 135,410
    expect(await panel.locator('.fairness').textContent()).toMatch(/^mlp : cnn = 0\.998/);
  });
});

describe('as graphs', () => {
  let panel: FrameLocator;

  beforeAll(async () => {
    await lab.use({});
    await lab.useNoRuns();
    panel = await lab.view();
    await panel.getByText('Graphs', { exact: true }).click();
  });

  afterAll(() => panel.getByText('Tables', { exact: true }).click());

  test('each network goes from the image to its classes', async () => {
    const boxes = network(panel, 'cnn-big').locator('ol > li');
    // Two convolutions, each with its ReLU: 28 - 3 + 1 = 26, and half of that.
    await expect
      .poll(async () => (await boxes.allInnerTexts()).map((words) => words.split('\n')[0]))
      .toEqual([
        ...['Image', '1×28×28', 'Conv2d(1, 20, kernel_size=3, stride=1) conv_1', '20×26×26'],
        ...['ReLU()', '20×26×26', 'Conv2d(20, 20, kernel_size=2, stride=2) conv_2', '20×13×13'],
        ...['ReLU()', '20×13×13', 'Linear(3380, 10)', '10'],
        '10 classes',
      ]);
    expect(await boxes.nth(2).innerText()).toContain('200 parameters');
  });

  test('nothing is wider than the side bar, and the choice outlives a look elsewhere', async () => {
    const article = network(panel, 'cnn-big');
    expect(await overflowOf(article)).toBe(0);
    await lab.workbench.command('View: Show Explorer');
    panel = await lab.view();
    await network(panel, 'mlp').locator('ol').waitFor();
  });
});

describe('while networks learn', () => {
  let panel: FrameLocator;

  const pause = async (): Promise<void> => {
    await panel.getByRole('button', { name: 'Pause' }).click();
    await status(panel)
      .filter({ hasText: /^Paused/ })
      .waitFor();
  };

  beforeAll(async () => {
    await lab.use({ ...quick, 'mnistLab.epochs': 1000 });
    panel = await lab.editor();
    await train(panel);
    await status(panel)
      .filter({ hasText: /of 1,000/ })
      .waitFor();
    await openTab(panel, 'Parameters');
    await pause();
  });

  afterAll(() => stop(panel));

  test('a fold shows eight training images as the network sees them', async () => {
    const fold = network(panel, 'tiny').locator('.examples');
    await fold.locator('summary').click();
    const images = fold.getByRole('img', { name: /^A training image as this network sees it/ });
    await expect.poll(() => images.count()).toBe(8);
    // The first digit of MNIST is a five.
    expect(await images.first().getAttribute('aria-label')).toMatch(/labelled 5$/);
    const pictures = await Promise.all((await images.all()).map(pixelsOf));
    expect(new Set(pictures).size).toBe(8);
    expect(await fold.textContent()).toContain('Black counts as −0.50');
    await fold.locator('summary').click();
    await expect.poll(() => images.count()).toBe(0);
  });

  test('the filters change, and stand still in a pause', async () => {
    const { workbench } = lab;
    const filters = network(panel, 'tiny').locator('.filter');
    await filters.first().waitFor();
    expect(await filters.count()).toBe(4);
    const weights = filters.first().locator('canvas').first();
    await panel.getByRole('button', { name: 'Resume' }).click();
    const before = await pixelsOf(weights);
    await expect.poll(() => pixelsOf(weights)).not.toBe(before);

    await pause();
    await workbench.settle();
    const paused = await pixelsOf(weights);
    // That nothing changes takes time to see.
    await workbench.page.waitForTimeout(2000);
    expect(await pixelsOf(weights)).toBe(paused);
  });

  test('each filter shows what it responds to on a chosen digit, strongest first if wanted', async () => {
    const bar = panel.getByRole('group', { name: 'What the filters respond to' });
    // The first of MNIST's test images are a 7, a 2 and a 1.
    await bar.getByText('Test image 0, labelled 7').waitFor();
    const filters = network(panel, 'tiny').locator('.filter');
    const response = filters.first().locator('canvas').nth(1);
    await response.waitFor();
    const toSeven = await pixelsOf(response);
    expect(await filters.first().getAttribute('aria-label')).toMatch(
      /^Filter 1: strongest weight [+−][\d.]+ at row \d, column \d; strongest response [−\d.]+ at row \d+, column \d+$/,
    );
    await bar.getByRole('button', { name: 'Next test image' }).click();
    await bar.getByText('Test image 1, labelled 2').waitFor();
    await expect.poll(() => pixelsOf(response)).not.toBe(toSeven);

    const inOrder = await filters.allTextContents();
    const labels = async (): Promise<string[]> =>
      Promise.all((await filters.all()).map(async (one) => (await one.getAttribute('title'))!));
    const unsorted = await labels();
    await tick(bar.getByRole('checkbox', { name: 'Strongest responses first' }), true);
    expect((await labels()).sort()).toEqual([...unsorted].sort());
    expect(inOrder).toHaveLength(4);
    await tick(bar.getByRole('checkbox', { name: 'Strongest responses first' }), false);
    expect(await labels()).toEqual(unsorted);
  });

  test('a filter opens to its numbers, and closes to where one was', async () => {
    const filter = network(panel, 'tiny').locator('.filter').nth(2);
    await filter.click();
    const values = panel.getByRole('table', { name: 'Weights of filter 3' });
    const numbers = await values.locator('td').allTextContents();
    expect(numbers).toHaveLength(25);
    const [, strongest] = /strongest weight ([+−][\d.]+) at/.exec(
      (await filter.getAttribute('aria-label'))!,
    )!;
    expect(numbers).toContain(strongest);
    await panel.getByRole('button', { name: 'Close' }).click();
    await values.waitFor({ state: 'detached' });
    expect(await isFocused(filter)).toBe(true);
  });

  test('every parameter shows how its values are spread, told in words as well', async () => {
    for (const [id, names] of [
      ['small', ['1.weight', '1.bias', '3.weight', '3.bias']],
      ['tiny', ['0.weight', '0.bias', '4.weight', '4.bias']],
    ] as const) {
      const pictures = network(panel, id).getByRole('img', { name: /^Values of / });
      const labels = await Promise.all(
        (await pictures.all()).map(async (one) => (await one.getAttribute('aria-label'))!),
      );
      expect(labels).toHaveLength(names.length);
      for (const [index, name] of names.entries()) {
        expect(labels[index]).toMatch(
          new RegExp(
            `^Values of ${name}: from [+−][\\d.]+ to [+−][\\d.]+, most often near [+−]?[\\d.]+$`,
          ),
        );
      }
      for (const path of await pictures.locator('path').all()) {
        expect((await path.getAttribute('d'))!.length).toBeGreaterThan(20);
      }
    }
  });
});
