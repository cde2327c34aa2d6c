/** What a test in the extension host does and waits for. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { MnistLabApi } from '../../../extension/vscode/api';
import type { PanelState } from '#shared/protocol/messages';

export const extensionId = 'mnist-lab.mnist-lab';
const PATIENCE = 240_000;

export async function api(): Promise<MnistLabApi> {
  const extension = vscode.extensions.getExtension<MnistLabApi>(extensionId);
  assert.ok(extension, 'the extension is installed');
  return extension.activate();
}

/** Changes `mnistLab.*` settings, by default the user's; undefined takes one away. */
export async function configure(
  settings: Record<string, unknown>,
  target = vscode.ConfigurationTarget.Global,
): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('mnistLab');
  for (const [key, value] of Object.entries(settings)) {
    await configuration.update(key, value, target);
  }
}

export async function until(
  what: string,
  holds: (state: PanelState) => boolean,
): Promise<PanelState> {
  const extension = await api();
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const now = await extension.state();
    if (holds(now)) return now;
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export const train = (): Thenable<unknown> => vscode.commands.executeCommand('mnistLab.train');
export const stop = (): Thenable<unknown> => vscode.commands.executeCommand('mnistLab.stop');
