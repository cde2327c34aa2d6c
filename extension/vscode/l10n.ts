/** To be imported before any text that is not `vscode.l10n`'s own: rooms without the editor use `t` of @vscode/l10n. */
import { config } from '@vscode/l10n';
import * as vscode from 'vscode';

if (vscode.l10n.bundle !== undefined) config({ contents: vscode.l10n.bundle });
