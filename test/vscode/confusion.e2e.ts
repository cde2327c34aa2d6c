/** What each network takes for what, and the very images behind each number. */
import type { FrameLocator, Locator } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { inkOf } from './support/canvas';
import { readRun, trainRun, trainStoppedRun } from './support/history';
import { quick, useLab } from './support/lab';
import {
  cellOf,
  cellsOf,
  choose,
  confusionOf,
  isFocused,
  openTab,
  select,
  sum,
  TRAINED,
} from './support/panel';

const epochs = 3;
const short = { ...quick, 'mnistLab.epochs': epochs };
const lab = useLab(short);
let panel: FrameLocator;
const counts: { small: number[]; tiny: number[] } = { small: [], tiny: [] };
const ids = ['small', 'tiny'] as const;
type Id = (typeof ids)[number];

const at = (row: number, column: number): number => 10 * row + column;
const isMistake = (_: unknown, place: number): boolean => place % 11 !== 0;
const drawer = (): Locator => panel.locator('.drawer');
const digits = (): Locator => drawer().locator('.digit-strip > li');

/** The row and column of a mistake with a count in a range. */
function mistakeOf(id: Id, least: number, most: number): [number, number] {
  const place = counts[id].findIndex(
    (count, index) => isMistake(count, index) && count >= least && count <= most,
  );
  expect(place, `a cell with ${least} to ${most} images`).toBeGreaterThanOrEqual(0);
  return [Math.floor(place / 10), place % 10];
}

/** Looks at every digit that is shown: what it is, what `model` takes it for, and how surely. */
async function expectDigits(model: string, row: number, column: number, count: number) {
  await expect.poll(() => digits().count()).toBe(count);
  const surenesses: number[] = [];
  for (const digit of await digits().all()) {
    expect(await inkOf(digit.locator('canvas'))).toBeGreaterThan(0);
    await digit.getByText(`Actual: ${row}`, { exact: true }).waitFor();
    const answer = digit.locator('.digit-answer', { hasText: `${model}:` });
    expect(await answer.locator('strong').textContent()).toBe(String(column));
    expect(await answer.locator('.spoken').first().textContent()).toBe(
      row === column ? 'right' : 'wrong',
    );
    surenesses.push(parseFloat((await answer.locator('.digit-probability').textContent())!));
    // Every network says what it makes of it.
    expect(await digit.locator('.digit-answer').count()).toBe(2);
  }
  expect(surenesses).toEqual([...surenesses].sort((a, b) => b - a));
}

describe('a person who wants to know what was confused', () => {
  beforeAll(async () => {
    await lab.use(short);
    panel = await lab.editor();
    await trainRun(lab.server, panel);
    await openTab(panel, 'Confusion');
    for (const id of ids) counts[id] = await confusionOf(panel, id);
  }, TRAINED);

  test('reads counts, and the percent of each row', async () => {
    await choose(panel, 'Figures', 'Percent of row');
    for (const [id, cells] of Object.entries(counts)) {
      expect(sum(cells)).toBe(10_000);
      const percents = await cellsOf(panel.locator(`article[data-model="${id}"] table.heat-map`));
      for (let row = 0; row < 10; row++) {
        const images = sum(cells.slice(10 * row, 10 * row + 10));
        for (let column = 0; column < 10; column++) {
          const share = (100 * cells[at(row, column)]!) / images;
          const text = percents[at(row, column)]!;
          if (text === '<1') expect(share > 0 && share < 0.5).toBe(true);
          else if (text === '>99') expect(share >= 99.5 && share < 100).toBe(true);
          else expect(Math.abs(Number(text) - share)).toBeLessThanOrEqual(0.5);
        }
      }
    }
    await choose(panel, 'Figures', 'Counts');
    expect(await confusionOf(panel, 'small')).toEqual(counts.small);
  });

  test('sees what one network stopped confusing, and turns the comparison round', async () => {
    await choose(panel, 'View', 'Difference');
    const changes = async (): Promise<number[]> => {
      const texts = await cellsOf(panel.locator('.difference table.heat-map'));
      return texts.map((text) => Number(text.replace('−', '-')));
    };
    const expected = counts.tiny.map((count, place) => count - counts.small[place]!);
    expect(await changes()).toEqual(expected);
    const mistakes = (id: Id): number => sum(counts[id].filter(isMistake));
    const fewer = mistakes('small') - mistakes('tiny');
    expect(fewer).toBeGreaterThan(0);
    await panel
      .getByText(`tiny makes ${fewer.toLocaleString('en')} fewer mistakes than small.`)
      .waitFor();
    await select(panel, 'From', 'tiny');
    expect(await changes()).toEqual(expected.map((change) => (change === 0 ? 0 : -change)));
    await choose(panel, 'View', 'Side by side');
  });

  test('opens the most confused pair from the words beside the matrix', async () => {
    const network = panel.locator('article[data-model="small"]');
    const pair = network.locator('.pairs button').first();
    const words = (await pair.textContent())!;
    const [, actual, predicted, count] = /^(\d) taken for (\d): (\d+)$/.exec(words)!;
    expect(Number(count)).toBe(Math.max(...counts.small.filter(isMistake)));
    expect(Number(count)).toBe(counts.small[at(Number(actual), Number(predicted))]);
    await pair.click();
    await drawer()
      .getByRole('heading', { name: `${actual} taken for ${predicted} by small` })
      .waitFor();
    // Twelve at first, the others when they are asked for.
    await expectDigits('small', Number(actual), Number(predicted), Math.min(12, Number(count)));
    await panel.getByText(`Shown: 12 of ${count}, the surest first`).waitFor();
    await panel.getByRole('button', { name: /^Show \d+ More$/ }).click();
    const listed = await digits().count();
    expect(listed).toBeGreaterThan(12);
    await panel.getByText(`Shown: ${listed} of ${count}, the surest first`).waitFor();
    await drawer().getByRole('button', { name: 'Close' }).click();
    await drawer().waitFor({ state: 'detached' });
    expect(await isFocused(pair)).toBe(true);
  });

  test('clicks on a cell and sees as many digits as it says, of its row taken for its column', async () => {
    const [row, column] = mistakeOf('tiny', 3, 12);
    await cellOf(panel, 'tiny', row, column).click();
    await drawer()
      .getByRole('heading', { name: `${row} taken for ${column} by tiny` })
      .waitFor();
    await expectDigits('tiny', row, column, counts.tiny[at(row, column)]!);
    await lab.workbench.page.keyboard.press('Escape');
    await drawer().waitFor({ state: 'detached' });
  });

  test('goes to a cell by arrow keys, opens it by Enter, and is back in it after Escape', async () => {
    const { keyboard } = lab.workbench.page;
    const [row, column] = mistakeOf('small', 2, 12);
    await cellOf(panel, 'small', 0, 0).focus();
    for (let step = 0; step < row; step++) await keyboard.press('ArrowDown');
    for (let step = 0; step < column; step++) await keyboard.press('ArrowRight');
    const cell = cellOf(panel, 'small', row, column);
    expect(await isFocused(cell)).toBe(true);
    await keyboard.press('Enter');
    await drawer()
      .getByRole('heading', { name: `${row} taken for ${column} by small` })
      .waitFor();
    await expect.poll(() => isFocused(cell)).toBe(false);
    await expectDigits('small', row, column, counts.small[at(row, column)]!);
    await keyboard.press('Escape');
    await drawer().waitFor({ state: 'detached' });
    await expect.poll(() => isFocused(cell)).toBe(true);
  });

  test('goes back to the first epoch, where the networks knew less, and forward again', async () => {
    const slider = panel.getByRole('slider', { name: 'Epoch' });
    const accuracy = async (id: string): Promise<number> => {
      const text = await panel
        .locator(`article[data-model="${id}"] .accuracy strong`)
        .textContent();
      const cells = await confusionOf(panel, id);
      const right = sum(cells.filter((_, place) => !isMistake(_, place)));
      expect(text).toBe(`${(right / 100).toFixed(2)}%`);
      return right;
    };
    const late = await accuracy('tiny');
    await slider.focus();
    await lab.workbench.page.keyboard.press('Home');
    await panel.locator('.epoch-slider output', { hasText: `Epoch 1 of ${epochs}` }).waitFor();
    const early = await accuracy('tiny');
    expect(early).toBeLessThan(late);
    await lab.workbench.page.keyboard.press('ArrowRight');
    await panel.locator('.epoch-slider output', { hasText: `Epoch 2 of ${epochs}` }).waitFor();
    expect(await accuracy('tiny')).not.toBe(early);

    await panel.getByRole('button', { name: 'Play the epochs' }).click();
    await expect.poll(() => slider.inputValue()).toBe(await slider.getAttribute('max'));
    expect(await confusionOf(panel, 'tiny')).toEqual(counts.tiny);
  });
});

test(
  'a stopped run has one state of the weights: its cells count the images that are behind them',
  async () => {
    const { workbench, server } = lab;
    await lab.use({ ...quick, 'mnistLab.epochs': 1000 });
    const stopped = await lab.editor();
    const id = await trainStoppedRun(server, stopped);
    await openTab(stopped, 'Confusion');
    await stopped.locator('.epoch-slider output', { hasText: /^At the stop: / }).waitFor();
    const { evaluations } = await readRun(server, id);
    const cells = await confusionOf(stopped, 'small');
    expect(cells).toEqual(evaluations.small!.confusion.flat());
    const worst = cells.indexOf(Math.max(...cells.filter(isMistake)));
    await cellOf(stopped, 'small', Math.floor(worst / 10), worst % 10).click();
    await stopped.getByText(new RegExp(`^Shown: \\d+ of ${cells[worst]!},`)).waitFor();
    await workbench.screenshot('confusion-stopped');
    await openTab(stopped, 'Try It');
    await stopped.getByText(/^Answers of the weights that training left\. At the stop: /).waitFor();
  },
  2 * TRAINED,
);
