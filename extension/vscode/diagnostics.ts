import { parse } from 'jsonc-parser';
import * as vscode from 'vscode';
import type { Images } from '../models/model';
import { findProblems } from './find-problems';
import { isObject, type LevelValues, levelOf, mergeLevels } from './levels';
import { MODELS, modelLevels } from './model-settings';
import { findPlace } from './settings-json';
import { type SettingsDocument, settingsDocument } from './settings-documents';

/** Milliseconds without typing before it is worth looking. */
const PAUSE = 300;

interface OpenSettings extends SettingsDocument {
  readonly document: vscode.TextDocument;
}

/** Underlines, in the settings.json documents that are open, what keeps a network from being built. */
export class ModelDiagnostics implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('mnistLab');
  private readonly listeners: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;

  /** @param images what the networks are to be built for */
  constructor(private readonly images: () => Promise<Images>) {
    const look = (document: vscode.TextDocument): void => {
      if (settingsDocument(document.uri, vscode.workspace) !== null) this.schedule();
    };
    this.listeners = [
      vscode.workspace.onDidOpenTextDocument(look),
      vscode.workspace.onDidCloseTextDocument(look),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        look(document);
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
    this.timer = setTimeout(() => void this.refresh(), PAUSE);
  }

  private async refresh(): Promise<void> {
    const images = await this.images();
    const open = openSettings();
    const levels = withUnsaved(modelLevels(), open);
    const found = new Map(open.map(({ document }) => [document, [] as vscode.Diagnostic[]]));
    for (const { path, message } of findProblems(mergeLevels(levels), images)) {
      const level = levelOf(levels, path);
      for (const settings of open.filter((settings) => settings.level === level)) {
        const { document, prefix } = settings;
        const place = findPlace(document.getText(), [...prefix, MODELS, ...path]);
        if (place === null) continue;
        const range = new vscode.Range(
          document.positionAt(place.offset),
          document.positionAt(place.offset + place.length),
        );
        const diagnostic = new vscode.Diagnostic(range, message);
        diagnostic.source = 'MNIST Lab';
        found.get(document)!.push(diagnostic);
      }
    }
    this.collection.clear();
    for (const [document, diagnostics] of found) this.collection.set(document.uri, diagnostics);
  }
}

function openSettings(): OpenSettings[] {
  return vscode.workspace.textDocuments.flatMap((document) => {
    const settings = settingsDocument(document.uri, vscode.workspace);
    return settings === null ? [] : [{ ...settings, document }];
  });
}

/** What is being typed counts before what was saved. */
function withUnsaved(levels: LevelValues, open: readonly OpenSettings[]): LevelValues {
  const unsaved = open
    .filter(({ document }) => document.isDirty)
    .map(({ document, level, prefix }) => {
      let value: unknown = parse(document.getText(), [], { allowTrailingComma: true });
      for (const step of [...prefix, MODELS]) value = isObject(value) ? value[step] : undefined;
      return [level, value];
    });
  return { ...levels, ...(Object.fromEntries(unsaved) as LevelValues) };
}
