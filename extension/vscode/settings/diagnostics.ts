import * as vscode from 'vscode';
import type { Images } from '../../models/model';
import { isObject } from '../../settings/merge';
import { ownSettings } from '../../settings/own';
import { findNested } from './find-nested';
import { findProblems, findUnknown, type Problem } from './find-problems';
import { type LevelValues, levelOf, mergeLevels } from './levels';
import { MODELS, NETWORKS, settingLevels } from './model-settings';
import { openWorkspace } from './settings-folder';
import { findName, findSpan, findSetting, type TextSpan, readContent } from './settings-json';
import { type SettingsDocument, settingsDocument } from './settings-documents';
import { untrainedModels } from './untrained';

const PREFIX = 'mnistLab.';

/** Debounce, in milliseconds: nobody wants to hear of a value that is still being typed. */
const DEBOUNCE = 300;

interface OpenSettings extends SettingsDocument {
  readonly document: vscode.TextDocument;
}

/** Marks the networks that no run trains, for which there is a quick fix. */
export const UNTRAINED = 'untrained';

/** Underlines, in the settings.json documents that are open, what VS Code cannot know to be wrong there. */
export class ModelDiagnostics implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('mnistLab');
  private readonly listeners: vscode.Disposable[];
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param images what the networks are to be built for */
  constructor(private readonly images: () => Promise<Images>) {
    const look = (document: vscode.TextDocument): void => {
      if (settingsDocument(document.uri, openWorkspace()) !== null) this.schedule();
    };
    this.listeners = [
      vscode.workspace.onDidOpenTextDocument(look),
      vscode.workspace.onDidCloseTextDocument(look),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        look(document);
      }),
      // It may be in another folder, whose settings count then.
      vscode.window.onDidChangeActiveTextEditor(() => {
        this.schedule();
      }),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('mnistLab')) this.schedule();
      }),
    ];
    this.schedule();
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const listener of this.listeners) listener.dispose();
    this.collection.dispose();
  }

  private schedule(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refresh(), DEBOUNCE);
  }

  private async refresh(): Promise<void> {
    const images = await this.images();
    const open = openSettings();
    const models = withUnsaved(MODELS, open);
    const networks = withUnsaved(NETWORKS, open);
    const specs = mergeLevels(models);
    const all = [
      ...locate(MODELS, models, findProblems(specs, images), open),
      ...locate(NETWORKS, networks, findUnknown(mergeLevels(networks), specs), open),
      ...open.flatMap((settings) => locateNested(settings, specs)),
      ...open.flatMap((settings) =>
        locateUntrained(settings, untrainedModels(models, mergeLevels(networks))),
      ),
    ];
    this.collection.clear();
    for (const { document } of open) {
      const own = all.filter((one) => one.document === document);
      this.collection.set(
        document.uri,
        own.map(({ diagnostic }) => diagnostic),
      );
    }
  }
}

interface Found {
  readonly document: vscode.TextDocument;
  readonly diagnostic: vscode.Diagnostic;
}

/** Problems where they are written, as far as that is open. */
function locate(
  setting: string,
  levels: LevelValues,
  problems: readonly Problem[],
  open: readonly OpenSettings[],
): Found[] {
  return problems.flatMap(({ path, message }) => {
    const level = levelOf(levels, path);
    const writers = open.filter((settings) => settings.level === level);
    return writers.flatMap(({ document, prefix }) => {
      const span = findSetting(document.getText(), prefix, setting, path);
      return found(document, span, message);
    });
  });
}

/** What is wrong within an object, such as `"mnistLab": { … }`. */
function locateNested({ document, prefix }: OpenSettings, models: unknown): Found[] {
  const text = document.getText();
  return findNested(readContent(text, prefix), models).flatMap(({ path, message }) =>
    found(document, findSpan(text, [...prefix, ...path]), message),
  );
}

/** Networks that no run trains, at their names. */
function locateUntrained({ document, prefix }: OpenSettings, networks: readonly string[]): Found[] {
  const text = document.getText();
  return networks.flatMap((id) => {
    const message = vscode.l10n.t(
      'No run trains "{0}": it is not in {1}. There is a quick fix.',
      id,
      NETWORKS,
    );
    const span = findName(text, prefix, MODELS, id);
    return found(document, span, message, vscode.DiagnosticSeverity.Information, UNTRAINED);
  });
}

/** @param span null for what is not to be seen there */
function found(
  document: vscode.TextDocument,
  span: TextSpan | null,
  message: string,
  severity = vscode.DiagnosticSeverity.Error,
  code?: string,
): Found[] {
  if (span === null) return [];
  const start = document.positionAt(span.offset);
  const end = document.positionAt(span.offset + span.length);
  const diagnostic = new vscode.Diagnostic(new vscode.Range(start, end), message, severity);
  diagnostic.source = 'MNIST Lab';
  if (code !== undefined) diagnostic.code = code;
  return [{ document, diagnostic }];
}

function openSettings(): OpenSettings[] {
  return vscode.workspace.textDocuments.flatMap((document) => {
    const settings = settingsDocument(document.uri, openWorkspace());
    return settings === null ? [] : [{ ...settings, document }];
  });
}

/** What each level says of a setting; what is being typed counts before what was saved. */
function withUnsaved(setting: string, open: readonly OpenSettings[]): LevelValues {
  const unsaved = open
    .filter(({ document }) => document.isDirty)
    .map(({ document, level, prefix }) => {
      const value = readContent(document.getText(), prefix);
      return [
        level,
        isObject(value) ? ownSettings(value)[setting.slice(PREFIX.length)] : undefined,
      ];
    });
  return { ...settingLevels(setting), ...(Object.fromEntries(unsaved) as LevelValues) };
}
