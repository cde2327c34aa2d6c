import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  FrameLocator,
  Locator,
  Page,
} from 'playwright-core';
import { boxOf } from './box';
import { screenshots } from './paths';
import { until } from './until';

const PALETTE_ATTEMPTS = 5;
/** Milliseconds. */
const PALETTE_PATIENCE = 5000;
/** For anything that a person would wait for: less than a test may take, so that the error says for what. */
const PATIENCE = 40_000;
const START_PATIENCE = 60_000;
/** What never comes to rest, such as a run that goes on, is looked at all the same. */
const SETTLING_LOOKS = 10;

/**
 * Whether an editor has a webview, which is drawn above the workbench, or within, as those of walkthroughs. A
 * webview's address tells its purpose only until it is hidden for the first time.
 */
const IN_EDITOR = [
  'ancestor::*/@id = //*[starts-with(@id, "webview-editor-element-")]/@aria-flowto',
  'ancestor::*[contains(@class, "editor-instance")]',
].join(' or ');

/** Key of what VS Code keeps of the editors that are open. */
const EDITORS = 'editorpart.state';

/** The texts that VS Code keeps in the browser; evaluated there. */
const ALL_THAT_IS_STORED = `(async () => {
  const result = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const stored = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await result(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      stored.push(...(await result(database.transaction(store).objectStore(store).getAll())));
    }
    database.close();
  }
  return stored.filter((value) => typeof value === 'string');
})()`;

/** Where a workbench is served. */
export interface Site {
  /** The address of a page with a folder open in it. */
  readonly address: string;
  /** Replaces settings, which count when a page is loaded. */
  writeSettings(settings: object): Promise<void>;
}

/** Before whom windows are opened. */
export const person: BrowserContextOptions = {
  viewport: { width: 1440, height: 1000 },
  // Where LANG is C, some browsers say "en-US@posix", which `Intl`, and so the chart, refuses.
  locale: 'en-US',
};

/** The workbench in a browser, used as a person uses it. */
export class Workbench {
  private constructor(
    readonly page: Page,
    private readonly site: Site,
  ) {}

  static async open(
    browser: Browser,
    site: Site,
    other: BrowserContextOptions = {},
  ): Promise<Workbench> {
    return Workbench.openIn(await browser.newContext({ ...person, ...other }), site);
  }

  /** Opens a window of a person whose browser is open. */
  static async openIn(context: BrowserContext, site: Site): Promise<Workbench> {
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    const workbench = new Workbench(page, site);
    await workbench.load();
    return workbench;
  }

  /** Loads or reloads the window. */
  async load(): Promise<void> {
    await this.page.goto(this.site.address);
    await this.page.waitForSelector('.monaco-workbench', { timeout: START_PATIENCE });
    await this.page.waitForSelector('.activitybar [aria-label^="MNIST Lab"]', {
      timeout: START_PATIENCE,
    });
  }

  /** Changes settings and reloads: without native modules the server does not watch files. */
  async applySettings(settings: object): Promise<void> {
    await this.site.writeSettings(settings);
    await this.load();
  }

  /**
   * Runs a command from the palette by its title. A webview that is still loading may take the focus, and
   * with it the palette, away: then it is opened again, as a person would.
   */
  async command(title: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input[type="text"]').first();
    const row = this.page
      .locator('.quick-input-list .monaco-list-row')
      .filter({ hasText: title })
      .first();
    for (let attempt = 1; ; attempt++) {
      try {
        await this.page.evaluate('document.activeElement?.blur()');
        await this.page.keyboard.press('F1');
        await input.fill(`>${title}`, { timeout: PALETTE_PATIENCE });
        await row.waitFor({ timeout: PALETTE_PATIENCE });
        await input.press('Enter', { timeout: PALETTE_PATIENCE });
        return;
      } catch (error) {
        if (attempt === PALETTE_ATTEMPTS) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
  }

  /** Opens the panel's view container; a workbench that is still starting may lose the click. */
  async showView(): Promise<void> {
    const icon = this.page.locator('.activitybar [aria-label^="MNIST Lab"]').first();
    const header = this.page.locator('.pane-header[aria-label^="Training"]');
    for (let attempt = 1; !(await header.isVisible()); attempt++) {
      await icon.click();
      try {
        await header.waitFor({ timeout: PALETTE_PATIENCE });
      } catch (error) {
        if (attempt === PALETTE_ATTEMPTS) throw error;
      }
    }
  }

  /** The panel where it is shown: in the side bar, or in an editor tab. */
  panel(place: 'view' | 'editor'): FrameLocator {
    return this.webview(place).contentFrame().frameLocator('iframe#active-frame');
  }

  /** The window in the workbench's page through which the panel is seen. */
  webview(place: 'view' | 'editor'): Locator {
    const where = place === 'editor' ? IN_EDITOR : `not(${IN_EDITOR})`;
    return this.page.locator(`xpath=//iframe[contains(@class, "webview")][${where}]`);
  }

  /** Widens or narrows the side bar to so many pixels. */
  async resizeSideBar(width: number): Promise<void> {
    const sash = this.page.locator('.monaco-sash.vertical').first();
    const sideBar = this.page.locator('.part.sidebar');
    await sash.waitFor({ state: 'attached' });
    const box = await boxOf(sideBar);
    const edge = box.x + box.width;
    const y = box.y + box.height / 2;
    await this.page.mouse.move(edge, y);
    await this.page.mouse.down();
    await this.page.mouse.move(edge + 10, y, { steps: 2 });
    await this.page.mouse.move(box.x + width, y, { steps: 5 });
    await this.page.mouse.up();
    await until(
      `the side bar is ${width} pixels wide`,
      async () => Math.abs((await boxOf(sideBar)).width - width) < 2,
    );
  }

  /** Waits until animations have ended and layouts have followed: until two looks see the same. */
  async settle(): Promise<void> {
    await this.page.mouse.move(5, 5);
    let before = await this.page.screenshot();
    for (let look = 0; look < SETTLING_LOOKS; look++) {
      const now = await this.page.screenshot();
      if (now.equals(before)) return;
      before = now;
    }
  }

  /**
   * Waits until the workbench has written down that such an editor is open, as it does every few seconds. Elsewhere it
   * notes sooner that there was one.
   */
  async remembered(what: string): Promise<void> {
    await until(`the workbench has written down ${what}`, async () =>
      (await this.page.evaluate<string[]>(ALL_THAT_IS_STORED)).some(
        (text) => text.includes(EDITORS) && text.includes(what),
      ),
    );
  }

  async screenshot(name: string): Promise<void> {
    await mkdir(screenshots, { recursive: true });
    await this.page.screenshot({ path: join(screenshots, `${name}.png`) });
  }
}
