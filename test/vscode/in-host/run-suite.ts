import * as vscode from 'vscode';

/** Runs tests one after the other; VS Code exits with its outcome. */
export async function runSuite(
  suite: Readonly<Record<string, () => Promise<void>>>,
): Promise<void> {
  // A browser's editor would save what a test has typed, and is about to take back, after a second.
  const files = vscode.workspace.getConfiguration('files');
  await files.update('autoSave', 'off', vscode.ConfigurationTarget.Global);
  let failed = 0;
  for (const [name, test] of Object.entries(suite)) {
    try {
      await test();
      console.log(`  ✓ ${name}`);
    } catch (error) {
      failed++;
      console.error(`  ✗ ${name}\n${error instanceof Error ? String(error.stack) : String(error)}`);
    }
  }
  const count = Object.keys(suite).length;
  console.log(`  ${count - failed} passing`);
  if (failed > 0) throw new Error(`${failed} failing`);
}
