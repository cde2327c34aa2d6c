import type { FrameLocator, Locator } from 'playwright-core';
import { until } from './until';

/** Milliseconds until a few epochs are over: a machine that also builds and tests something else is slow. */
export const TRAINED = 240_000;
/** Milliseconds in which a panel opens even while an extension host is only starting. */
const OPENED = 90_000;

export const status = (panel: FrameLocator): Locator => panel.locator('header .status');

/** Waits until the panel shows what the host has to say. */
export async function opened(panel: FrameLocator): Promise<void> {
  await status(panel).waitFor({ timeout: OPENED });
}

/** Sees a run through to its end. */
export async function finished(panel: FrameLocator): Promise<void> {
  await status(panel)
    .filter({ hasText: /^Finished$/ })
    .waitFor({ timeout: TRAINED });
}

export async function train(panel: FrameLocator): Promise<void> {
  await opened(panel);
  await panel.getByRole('button', { name: /^Train/ }).click();
}

/** Ends a run that goes on. */
export async function stop(panel: FrameLocator): Promise<void> {
  await panel.getByRole('button', { name: 'Stop Training' }).click();
  // What has been learned is tested and written down first.
  await status(panel)
    .filter({ hasText: /^Stopped$/ })
    .waitFor();
}

/** Whether a run goes on, be it in a pause. */
export function isTraining(panel: FrameLocator): Promise<boolean> {
  return panel.getByRole('button', { name: 'Stop Training' }).isVisible();
}

export type TabName = 'Progress' | 'Confusion' | 'Parameters' | 'Try It' | 'Data' | 'Compare';

export async function openTab(panel: FrameLocator, name: TabName): Promise<void> {
  await panel.getByRole('tab', { name, exact: true }).click();
  await panel.getByRole('tabpanel', { name, exact: true }).waitFor();
}

/** The rows of a grid, without its headings. */
export const rowsOf = (grid: Locator): Locator => grid.locator('[role="row"]:not(.header)');

/** The rows of the table of epochs. */
export const epochRows = (panel: FrameLocator): Locator => rowsOf(panel.locator('.epochs'));

/** Takes one of the choices that a dropdown opens. */
export async function select(panel: FrameLocator, label: string, option: string): Promise<void> {
  const dropdown = panel.getByRole('combobox', { name: label, exact: true });
  await dropdown.click();
  await dropdown.getByRole('option', { name: option, exact: true }).click();
  await drawn(panel);
}

/** Switches a box on or off; the toolkit says in the next frame that it is. */
export async function tick(box: Locator, on: boolean): Promise<void> {
  await box.click();
  await until(
    `the box is ${on ? 'on' : 'off'}`,
    async () => (await box.getAttribute('aria-checked')) === String(on),
  );
}

/** Pixels by which the page is wider than its window. */
export function overflow(panel: FrameLocator): Promise<number> {
  return overflowOf(panel.locator('html'));
}

/** Pixels by which what is in an element is wider than it. */
export function overflowOf(box: Locator): Promise<number> {
  return box.evaluate((element) => {
    const { scrollWidth, clientWidth } = element as unknown as Record<string, number>;
    return scrollWidth! - clientWidth!;
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
  await drawn(panel);
}

/** Waits until the panel shows what was changed just now: its controls tell of it in the next frame. */
async function drawn(panel: FrameLocator): Promise<void> {
  await panel.locator('html').evaluate(
    () =>
      new Promise<void>((resolve) => {
        const { requestAnimationFrame } = globalThis as unknown as {
          requestAnimationFrame: (callback: () => void) => void;
        };
        requestAnimationFrame(() => {
          requestAnimationFrame(() => {
            resolve();
          });
        });
      }),
  );
}

/** Whether a key would go there. */
export function isFocused(element: Locator): Promise<boolean> {
  return element.evaluate((node) =>
    (node as unknown as { matches(selector: string): boolean }).matches(':focus'),
  );
}
