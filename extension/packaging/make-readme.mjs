/**
 * Writes `dist/README.md`, what VS Code shows of the extension: the README without its pictures. That page takes
 * pictures from the network alone, where they may be missing; those of the walkthrough come with the package.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const readme = readFileSync('README.md', 'utf8');
mkdirSync('dist', { recursive: true });
writeFileSync('dist/README.md', readme.replaceAll(/^!\[[^\]]*\]\([^)]*\)\n\n?/gm, ''));
