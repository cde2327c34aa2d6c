import manifest from '../../package.json' with { type: 'json' };

/** Ends with one line where vitest is run by an older Node.js than the one that `npm ci` brings. */
export function requireNode(): void {
  const major = (version: string): number => Number(/\d+/.exec(version)![0]);
  const needed = major(manifest.devDependencies.node);
  if (major(process.version) >= needed) return;
  console.error(
    `The tests need Node.js ${needed}, and this is ${process.version}: run them by "npm run test:unit", which has it.`,
  );
  process.exit(1);
}
