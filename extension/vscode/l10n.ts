/**
 * To be imported before any text or number that is not `vscode.l10n`'s own: rooms without the editor use `t` of
 * @vscode/l10n and the formats of #shared/format.
 */
import * as vscode from 'vscode';
import { useLanguage } from '../platform/language';

useLanguage({ locale: vscode.env.language, texts: vscode.l10n.bundle ?? {} });
