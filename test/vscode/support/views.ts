import type { FrameLocator } from 'playwright-core';
import { cellOf, opened, openTab, type TabName } from './panel';
import type { Workbench } from './workbench';

export const themes = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
};

/** The panel in an editor of its own, which has the whole width. */
export async function openWide(workbench: Workbench): Promise<FrameLocator> {
  await workbench.command('MNIST Lab: Open Panel in Editor');
  const editor = workbench.panel('editor');
  await opened(editor);
  if (await workbench.page.locator('.part.sidebar').isVisible()) {
    await workbench.command('View: Toggle Primary Side Bar Visibility');
  }
  return editor;
}

/** The panel in a side bar that is as narrow as people have it. */
export async function openNarrow(workbench: Workbench, width = 300): Promise<FrameLocator> {
  await workbench.showView();
  const view = workbench.panel('view');
  await opened(view);
  await workbench.resizeSideBar(width);
  return view;
}

/** A view with as much in it as it can have: a drawer with digits, what filters respond to, answers. */
export async function fill(panel: FrameLocator, tab: TabName): Promise<void> {
  await openTab(panel, tab);
  switch (tab) {
    case 'Progress':
      await panel.locator('.chart canvas').waitFor();
      break;
    case 'Confusion':
      await cellOf(panel, 'cnn-big', 4, 9).click();
      await panel.locator('.drawer .digit-strip canvas').first().waitFor();
      break;
    case 'Parameters':
      await panel.locator('.filter canvas').nth(1).waitFor();
      break;
    case 'Try It':
      await panel.getByText('Test images', { exact: true }).click();
      await panel.locator('.agreement', { hasText: 'label' }).waitFor();
      break;
    case 'Data':
      await panel.locator('.sample-strip canvas').nth(30).waitFor();
      break;
    case 'Compare':
      await panel.locator('.flips-words').waitFor();
      break;
  }
}
