import { beforeEach, describe, expect, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import { panelHtml, webviewOptions } from '../../../../extension/vscode/panel/html';

const editor = vi.hoisted((): { language: string; bundle: Record<string, string> } => ({
  language: 'en',
  bundle: {},
}));

vi.mock('vscode', () => ({
  Uri: {
    joinPath: (base: { path: string }, ...parts: string[]) => ({
      path: [base.path, ...parts].join('/'),
    }),
  },
  env: {
    get language() {
      return editor.language;
    },
  },
  l10n: {
    get bundle() {
      return editor.bundle;
    },
  },
}));

const extensionUri = { path: '/extension' } as unknown as vscode.Uri;
const webview = {
  cspSource: 'https://files.test',
  asWebviewUri: ({ path }: vscode.Uri) => ({ toString: () => `https://files.test${path}` }),
} as unknown as vscode.Webview;

const decode = (written: string): string =>
  written.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&');

interface Tag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** All opening tags of a page, in which nothing but tags may hold quotes and angle brackets. */
function tagsOf(html: string): Tag[] {
  return [...html.matchAll(/<([a-z]+)((?:\s+[\w-]+(?:="[^"]*")?)*)\s*\/?>/g)].map((match) => ({
    name: match[1]!,
    attributes: Object.fromEntries(
      [...match[2]!.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [
        key!,
        decode(value!),
      ]),
    ),
  }));
}

const page = (): Tag[] => tagsOf(panelHtml(webview, extensionUri));
const meta = (tags: readonly Tag[], key: string): string | undefined =>
  tags.find(({ attributes }) =>
    [attributes.name, attributes['http-equiv'], attributes.property].includes(key),
  )?.attributes.content;

beforeEach(() => {
  editor.language = 'en';
  editor.bundle = {};
});

describe('the page around the panel', () => {
  test('lets in its own script, styles, fonts and pictures, and nothing else', () => {
    const tags = page();
    const [script, ...others] = tags.filter(({ name }) => name === 'script');
    expect(others).toEqual([]);
    const { nonce, src } = script!.attributes;
    expect(nonce).toMatch(/^[\w-]{32,}$/);
    expect(src).toBe('https://files.test/extension/dist/webview/panel.js');
    const policy = meta(tags, 'Content-Security-Policy')!.split('; ');
    expect(policy).toEqual([
      "default-src 'none'",
      `script-src 'nonce-${nonce}'`,
      `style-src https://files.test 'nonce-${nonce}'`,
      'font-src https://files.test',
      'img-src https://files.test data:',
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  test('has another nonce each time, so that none can be foreseen', () => {
    const nonces = [page(), page()].map((tags) => meta(tags, 'csp-nonce'));
    expect(new Set(nonces).size).toBe(2);
  });

  test('reaches the files of the panel, and none of the rest of the extension', () => {
    const options = webviewOptions(extensionUri);
    expect(options).toEqual({
      enableScripts: true,
      localResourceRoots: [{ path: '/extension/dist/webview' }],
    });
  });

  test('tells the panel the language of the editor', () => {
    editor.language = 'de';
    expect(page().find(({ name }) => name === 'html')?.attributes.lang).toBe('de');
  });

  test('brings translations along without letting them become markup', () => {
    editor.bundle = { Train: '"><script>alert(1)</script>', 'a & b': 'a &quot; b' };
    editor.language = '"><img src="x';
    const tags = page();
    expect(JSON.parse(meta(tags, 'l10n')!)).toEqual(editor.bundle);
    expect(tags.filter(({ name }) => name === 'img' || name === 'script')).toHaveLength(1);
    expect(tags.find(({ name }) => name === 'html')?.attributes.lang).toBe(editor.language);
  });
});
