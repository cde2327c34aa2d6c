/**
 * As much of the editor as the tests of this folder touch, which take it by
 * `vi.mock('vscode', () => import('./fake-vscode'))`: answers are `undefined`, as of a person who turns away,
 * until a test says otherwise.
 */
import { posix } from 'node:path';
import { vi } from 'vitest';

type Ask = (...given: readonly unknown[]) => Promise<unknown>;
const ask = () => vi.fn<Ask>(() => Promise.resolve());

export class EventEmitter<T> {
  private readonly listeners = new Set<(value: T) => void>();
  readonly event = (listener: (value: T) => void): Disposable => {
    this.listeners.add(listener);
    return new Disposable(() => this.listeners.delete(listener));
  };
  fire(value: T): void {
    for (const listener of this.listeners) listener(value);
  }
  dispose(): void {
    this.listeners.clear();
  }
}

export class Disposable {
  constructor(readonly dispose: () => void) {}
}

export class Uri {
  private constructor(
    readonly path: string,
    readonly scheme = 'file',
  ) {}
  static file(path: string): Uri {
    return new Uri(path);
  }
  static from({ scheme, path }: { readonly scheme: string; readonly path: string }): Uri {
    return new Uri(path, scheme);
  }
  static joinPath({ path }: Uri, ...names: readonly string[]): Uri {
    return new Uri(posix.join(path, ...names));
  }
  get fsPath(): string {
    return this.path;
  }
  toString(): string {
    return `${this.scheme}://${this.path}`;
  }
}

export class TreeItem {
  constructor(
    readonly label: string,
    readonly collapsibleState = TreeItemCollapsibleState.None,
  ) {}
}

export enum TreeItemCollapsibleState {
  None,
  Collapsed,
  Expanded,
}

export class ThemeIcon {
  constructor(readonly id: string) {}
}

export class MarkdownString {
  constructor(public value = '') {}
  appendMarkdown(text: string): void {
    this.value += text;
  }
  /** As the editor does: no sign of Markdown stays one. */
  appendText(text: string): void {
    this.value += text.replaceAll(/[\\`*_{}[\]()#+!~<>|]/g, '\\$&');
  }
}

export const ProgressLocation = { Notification: 15 };

/** What a task under a bar is given; a test that presses Cancel sets the flag, and fires. */
const cancelled = new EventEmitter<void>();
export const cancellation = {
  isCancellationRequested: false,
  onCancellationRequested: cancelled.event,
  fire: () => {
    cancelled.fire();
  },
};

/** What has been written into settings, by target and key. */
export const configured = new Map<number, Map<string, unknown>>();
const configuredAt = (target: number, key: string): unknown => configured.get(target)?.get(key);

export const StatusBarAlignment = { Left: 1, Right: 2 };

/** What has been put into the status bar, in order. */
export const statusBarItems: StatusBarItem[] = [];

interface StatusBarItem {
  text?: string;
  tooltip?: MarkdownString;
  show(): void;
  hide(): void;
  dispose(): void;
}

export const l10n = {
  t: (text: string, ...values: readonly unknown[]): string =>
    text.replaceAll(/\{(\d)\}/g, (_, place: string) => String(values[Number(place)])),
};

export const UIKind = { Desktop: 1, Web: 2 };
export const ConfigurationTarget = { Global: 1, Workspace: 2, WorkspaceFolder: 3 };

export const env = {
  remoteName: undefined as string | undefined,
  uiKind: UIKind.Desktop,
  language: 'en',
  clipboard: { writeText: ask() },
};

export const commands = { executeCommand: ask() };

export const window = {
  state: { focused: true },
  createTreeView: () => ({
    selection: [],
    onDidChangeVisibility: () => new Disposable(() => undefined),
    dispose: () => undefined,
  }),
  createStatusBarItem: () => {
    const item: StatusBarItem = {
      show: () => undefined,
      hide: () => undefined,
      dispose: () => undefined,
    };
    statusBarItems.push(item);
    return item;
  },
  withProgress: (_: unknown, task: (...given: unknown[]) => unknown): unknown =>
    task({ report: () => undefined }, cancellation),
  showInformationMessage: ask(),
  showWarningMessage: ask(),
  showErrorMessage: ask(),
  showInputBox: ask(),
  showQuickPick: ask(),
  showOpenDialog: ask(),
  showSaveDialog: ask(),
};

export const workspace = {
  isTrusted: true,
  workspaceFile: undefined as Uri | undefined,
  workspaceFolders: [{ name: 'work', uri: Uri.file('/work') }],
  getConfiguration: (section?: string) => {
    const full = (key: string): string => (section === undefined ? key : `${section}.${key}`);
    return {
      get: (key: string) =>
        [3, 2, 1]
          .map((target) => configuredAt(target, full(key)))
          .find((value) => value !== undefined),
      inspect: (key: string) => ({
        globalValue: configuredAt(1, full(key)),
        workspaceValue: configuredAt(2, full(key)),
        workspaceFolderValue: configuredAt(3, full(key)),
      }),
      update: (key: string, value: unknown, target: number) => {
        const values = configured.get(target) ?? new Map<string, unknown>();
        configured.set(target, values);
        if (value === undefined) values.delete(full(key));
        else values.set(full(key), value);
        return Promise.resolve();
      },
    };
  },
  getWorkspaceFolder: ({ path }: Uri) => (path.startsWith('/work/') ? {} : undefined),
  fs: { createDirectory: ask(), writeFile: ask(), stat: ask() },
};
