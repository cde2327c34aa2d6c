import { getLocation } from 'jsonc-parser';
import * as vscode from 'vscode';
import { isObject } from '../../settings/merge';
import { isTextTooDeep } from '../../settings/size';
import { mergeLevels } from './levels';
import { MODELS, NETWORKS, settingLevels } from './model-settings';
import { settingsDocument } from './settings-documents';
import { openWorkspace } from './settings-folder';
import { isListItem } from './settings-json';

/** Offers, in `mnistLab.networks` of a settings.json, the networks that there are. */
export function completeNetworks(): vscode.Disposable {
  const files = [{ pattern: '**/settings.json' }, { pattern: '**/*.code-workspace' }];
  return vscode.languages.registerCompletionItemProvider(
    files,
    {
      provideCompletionItems(document, position) {
        const settings = settingsDocument(document.uri, openWorkspace());
        if (settings === null) return [];
        const text = document.getText();
        if (isTextTooDeep(text)) return [];
        const location = getLocation(text, document.offsetAt(position));
        if (!isListItem(location.path, settings.prefix, NETWORKS)) return [];
        const models = mergeLevels(settingLevels(MODELS));
        const { previousNode: typed } = location;
        const within = typed?.type === 'string' ? typed : undefined;
        return Object.keys(isObject(models) ? models : {}).map((id) => {
          const quoted = JSON.stringify(id);
          const item = new vscode.CompletionItem(quoted, vscode.CompletionItemKind.Value);
          item.filterText = quoted;
          if (within !== undefined) {
            const start = document.positionAt(within.offset);
            item.range = new vscode.Range(
              start,
              document.positionAt(within.offset + within.length),
            );
          }
          return item;
        });
      },
    },
    '"',
  );
}
