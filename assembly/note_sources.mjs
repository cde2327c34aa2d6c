/** Notes in dist/meta/ which sources the kernels are built of, for whoever asks whether they still are. */
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const digests = ['asconfig.json', ...globSync('assembly/**/*.ts').sort()].map((file) => [
  file.replaceAll('\\', '/'),
  createHash('sha256').update(readFileSync(file)).digest('hex'),
]);
mkdirSync('dist/meta', { recursive: true });
writeFileSync('dist/meta/kernels.json', JSON.stringify(Object.fromEntries(digests)));
