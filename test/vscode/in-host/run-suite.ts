/** Runs tests one after the other; VS Code exits with its outcome. */
export async function runSuite(
  suite: Readonly<Record<string, () => Promise<void>>>,
): Promise<void> {
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
