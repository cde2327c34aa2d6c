import type { FrameLocator, Locator } from 'playwright-core';
import { TRAINED } from './lab';

export const status = (panel: FrameLocator): Locator => panel.locator('header .status');

/** Sees a run through to its end. */
export async function finished(panel: FrameLocator): Promise<void> {
  await status(panel)
    .filter({ hasText: /^Finished$/ })
    .waitFor({ timeout: TRAINED });
}

export async function train(panel: FrameLocator): Promise<void> {
  await panel.getByRole('button', { name: /^Train/ }).click();
}

export type TabName = 'Progress' | 'Confusion' | 'Parameters' | 'Try It' | 'Compare';

export async function openTab(panel: FrameLocator, name: TabName): Promise<void> {
  await panel.getByRole('tab', { name, exact: true }).click();
  await panel.getByRole('tabpanel', { name, exact: true }).waitFor();
}

/** Pixels by which the page is wider than its window. */
export function overflow(panel: FrameLocator): Promise<number> {
  return panel.locator('html').evaluate((element) => {
    const page = element as unknown as { scrollWidth: number; clientWidth: number };
    return page.scrollWidth - page.clientWidth;
  });
}

/** The counts of a network's matrix, row by row. */
export async function confusionOf(panel: FrameLocator, id: string): Promise<number[]> {
  const cells = await cellsOf(panel.locator(`article[data-model="${id}"] table.heat-map`));
  return cells.map(Number);
}

/** The texts of a matrix, row by row. */
export function cellsOf(matrix: Locator): Promise<string[]> {
  return matrix.locator('tbody td:not(.figure)').allTextContents();
}

/** A cell of a network's matrix. */
export function cellOf(panel: FrameLocator, id: string, row: number, column: number): Locator {
  return panel
    .locator(`article[data-model="${id}"] table.heat-map tbody tr`)
    .nth(row)
    .locator('td')
    .nth(column);
}

export const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

/** Takes one of a few choices that look like one control, by what is written on it. */
export async function choose(panel: FrameLocator, group: string, option: string): Promise<void> {
  const choices = panel.getByRole('radiogroup', { name: group, exact: true });
  await choices.getByText(option, { exact: true }).click();
}

/** Whether a key would go there. */
export function isFocused(element: Locator): Promise<boolean> {
  return element.evaluate((node) =>
    (node as unknown as { matches(selector: string): boolean }).matches(':focus'),
  );
}
