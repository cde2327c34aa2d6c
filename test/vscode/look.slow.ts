/** The panel for everyone: themes, widths, magnification, stillness, keys, ears and languages. */
import type { FrameLocator, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { boxOf } from './support/box';
import { saidTwice, seriousFindings } from './support/accessibility';
import { trainRun } from './support/history';
import { quick, useLab } from './support/lab';
import {
  opened,
  openTab,
  overflow,
  status,
  stop,
  type TabName,
  train,
  TRAINED,
} from './support/panel';
import { fill, openNarrow, openWide, themes } from './support/views';

const tabs: readonly TabName[] = ['Progress', 'Confusion', 'Parameters', 'Try It', 'Data'];
const notebook = { 'mnistLab.epochs': 2 };
const lab = useLab(notebook);

describe('whoever looks', () => {
  beforeAll(async () => {
    await lab.use(notebook);
    await trainRun(lab.server, await lab.view());
  }, TRAINED);

  test.each(Object.values(themes))(
    'finds nothing that is hard to perceive, and nothing that sticks out, in %s',
    async (theme) => {
      const { workbench } = lab;
      await lab.use({ 'workbench.colorTheme': theme });
      const view = await openNarrow(workbench);
      for (const tab of tabs) {
        await fill(view, tab);
        expect(await overflow(view), `${tab}: pixels beyond a side bar of 300`).toBeLessThanOrEqual(
          0,
        );
        expect(await seriousFindings(view), `${tab} at 300 pixels`).toEqual([]);
        expect(await saidTwice(view), `${tab} at 300 pixels`).toEqual([]);
      }
      const editor = await openWide(workbench);
      for (const tab of tabs) {
        await fill(editor, tab);
        expect(await overflow(editor), `${tab}: pixels beyond the editor`).toBeLessThanOrEqual(0);
        expect(await seriousFindings(editor), `${tab} at full width`).toEqual([]);
        expect(await saidTwice(editor), `${tab} at full width`).toEqual([]);
      }
    },
  );

  test('still reads everything at 200 %', async () => {
    // What a browser does to magnify a page: half as many pixels of the page, each twice as large.
    const large = await lab.openAnother({
      viewport: { width: 720, height: 500 },
      deviceScaleFactor: 2,
    });
    const editor = await openWide(large);
    for (const tab of tabs) {
      await fill(editor, tab);
      expect(await overflow(editor), `${tab} in the editor`).toBeLessThanOrEqual(0);
    }
    const view = await openNarrow(large);
    for (const tab of tabs) {
      await openTab(view, tab);
      expect(await overflow(view), `${tab} in the side bar`).toBeLessThanOrEqual(0);
    }
    await large.page.close();
  });

  test('sees every network at once on a small screen, in an editor beside the side bar', async () => {
    const window = { width: 1024, height: 768 };
    const small = await lab.openAnother({ viewport: window });
    await small.showView();
    await small.resizeSideBar(253);
    await small.command('MNIST Lab: Open Panel in Editor');
    const editor = small.panel('editor');
    await opened(editor);
    /** The lowest edge of what there is one of for each network. */
    const lowest = async (each: Locator): Promise<number> => {
      const boxes = await Promise.all((await each.all()).map(boxOf));
      expect(boxes).toHaveLength(3);
      return Math.max(...boxes.map(({ y, height }) => y + height));
    };
    await fill(editor, 'Try It');
    expect(await overflow(editor)).toBeLessThanOrEqual(0);
    expect(await lowest(editor.locator('.reading'))).toBeLessThan(window.height);
    await openTab(editor, 'Confusion');
    expect(await overflow(editor)).toBeLessThanOrEqual(0);
    expect(await lowest(editor.locator('article table.heat-map'))).toBeLessThan(window.height);
    await small.screenshot('small-confusion');
    await openTab(editor, 'Try It');
    await small.screenshot('small-try-it');

    for (const width of [240, 300]) {
      const view = await openNarrow(small, width);
      await fill(view, 'Try It');
      expect(await overflow(view)).toBeLessThanOrEqual(0);
      const tops = await view
        .locator('.reading h3')
        .evaluateAll((all) =>
          all.map(
            (one) =>
              (one as unknown as { getBoundingClientRect(): { y: number } }).getBoundingClientRect()
                .y,
          ),
        );
      expect(tops).toEqual(new Array(3).fill(tops[0]));
      await small.screenshot(`small-try-it-${width}`);
    }
    await small.page.close();
  });

  test('reads numbers as the editor writes them, whatever the browser speaks', async () => {
    const german = await lab.openAnother({ locale: 'de-DE' });
    const editor = await openWide(german);
    await openTab(editor, 'Parameters');
    const total = editor.locator('article[data-model="mlp"] .parameters .total');
    expect(await total.textContent()).toBe('135,160');
    await openTab(editor, 'Progress');
    const accuracies = await editor.locator('.legend-result').allTextContents();
    await german.showView();
    const run = german.page.getByRole('treeitem').filter({ hasText: '%' }).first();
    // The best of the run's networks.
    const best = accuracies.sort((a, b) => parseFloat(b) - parseFloat(a))[0]!;
    expect(best).toMatch(/^\d+\.\d\d%$/);
    await expect.poll(() => run.textContent()).toContain(best);
    await german.page.close();
  });
});

describe('whoever wants no movement', () => {
  afterAll(async () => {
    await lab.workbench.page.emulateMedia({ reducedMotion: null });
  });

  /** Names of what moves without end or has not yet come to rest. */
  const moving = (panel: FrameLocator): Promise<string[]> =>
    panel.locator('html').evaluate((element) => {
      const { ownerDocument } = element as unknown as {
        ownerDocument: {
          getAnimations(): { playState: string; animationName?: string }[];
        };
      };
      return ownerDocument
        .getAnimations()
        .filter(({ playState }) => playState === 'running')
        .map(({ animationName }) => animationName ?? 'transition');
    });

  test('sees a run without any', async () => {
    const { workbench } = lab;
    await lab.use({ ...quick, 'mnistLab.epochs': 1000 });
    const panel = await lab.editor();
    await train(panel);
    await expect.poll(() => status(panel).textContent()).toMatch(/of 1,000/);
    expect(await moving(panel)).not.toEqual([]);
    await workbench.page.emulateMedia({ reducedMotion: 'reduce' });
    for (const tab of tabs) {
      await openTab(panel, tab);
      // That nothing begins to move takes a moment to see.
      await workbench.page.waitForTimeout(300);
      expect(await moving(panel), tab).toEqual([]);
      expect(await saidTwice(panel), `${tab}, in training`).toEqual([]);
    }
    await stop(panel);
  });
});

describe('whoever has no mouse, or no screen', () => {
  test('trains, goes through the tabs, opens a cell and draws by keys alone; the run is told aloud', async () => {
    const { workbench } = lab;
    await lab.use({ ...quick, 'mnistLab.epochs': 3 });
    const { keyboard } = workbench.page;
    const panel = workbench.panel('view');
    // A panel in an editor would take the focus when it has loaded.
    await workbench.command('View: Close All Editors');
    await workbench.command('View: Show MNIST Lab');
    await status(panel).waitFor();
    const focused = (): Promise<string> =>
      panel.locator('html').evaluate((element) => {
        interface Focused {
          tagName: string;
          textContent: string;
          shadowRoot: { activeElement: Focused | null } | null;
          getAttribute(name: string): string | null;
        }
        const { ownerDocument } = element as unknown as {
          ownerDocument: { activeElement: Focused | null };
        };
        let active = ownerDocument.activeElement;
        // A control of the toolkit has the focus by what is in it.
        while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
        return `${active?.getAttribute('role') ?? active?.tagName.toLowerCase()}: ${active?.getAttribute('aria-label') ?? active?.textContent}`;
      });
    /** Presses Tab until something has the focus. */
    const tabTo = async (wanted: RegExp): Promise<void> => {
      const passed: string[] = [];
      for (let stop = 0; stop < 25; stop++) {
        await keyboard.press('Tab');
        const here = await focused();
        if (wanted.test(here)) return;
        passed.push(here);
      }
      throw new Error(`${String(wanted)} is not among ${passed.join(' | ')}`);
    };

    await tabTo(/^button: Train/);
    await keyboard.press('Enter');
    const live = panel.locator('main > [role="status"]');
    const heard = new Set<string>();
    await expect
      .poll(
        async () => {
          heard.add((await live.textContent())!);
          return live.textContent();
        },
        { timeout: TRAINED, interval: 20 },
      )
      .toMatch(
        /^Finished: small [\d.]+% of the test images right and tiny [\d.]+% of the test images right\.$/,
      );
    expect(
      [...heard].filter((words) => /^Epoch \d finished: small loss [\d.]+/.test(words)),
    ).not.toEqual([]);
    // One sentence an epoch, and a few for the rest of the run.
    expect(heard.size).toBeLessThanOrEqual(9);

    // Whichever tab was looked at last is the one that the panel came back with.
    await tabTo(/^tab: /);
    await keyboard.press('Home');
    expect(await focused()).toBe('tab: Progress');
    await keyboard.press('ArrowRight');
    expect(await focused()).toBe('tab: Confusion');
    await tabTo(/actual 0, predicted 0/);
    await keyboard.press('Enter');
    await panel.getByRole('heading', { name: '0 recognised by small' }).waitFor();
    await keyboard.press('Escape');
    expect(await focused()).toMatch(/actual 0, predicted 0/);

    await panel.getByRole('tab', { name: 'Confusion' }).focus();
    await keyboard.press('End');
    expect(await focused()).toBe('tab: Data');
    await keyboard.press('ArrowLeft');
    expect(await focused()).toBe('tab: Try It');
    await tabTo(/^application: Drawing pad/);
    await keyboard.press('Space');
    for (let step = 0; step < 3; step++) await keyboard.press('Shift+ArrowDown');
    await panel
      .getByText(/network.* reads? \d|small reads \d/)
      .first()
      .waitFor();
  }, 240_000);
});
