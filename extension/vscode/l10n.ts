/** To be imported before any text that is not `vscode.l10n`'s own: rooms without the editor use `t` of @vscode/l10n. */
import * as vscode from 'vscode';
import { useTranslations } from '../platform/translations';

if (vscode.l10n.bundle !== undefined) useTranslations(vscode.l10n.bundle);
