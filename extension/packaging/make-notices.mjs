/**
 * Writes `dist/THIRD-PARTY-NOTICES.txt`: every package that something of is in what we ship, with the whole text
 * of its licence. esbuild's metafiles say which these are.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const METAFILES = ['host', 'web', 'webview'].map((name) => `dist/meta/${name}.json`);
/** Its standard library is compiled into the kernels. */
const IN_KERNELS = 'node_modules/assemblyscript';

const folders = new Set([IN_KERNELS, ...METAFILES.flatMap(bundledFolders)]);
const notices = [...folders].map(noticeOf).sort((a, b) => a.name.localeCompare(b.name, 'en'));
const rule = '-'.repeat(80);
writeFileSync(
  'dist/THIRD-PARTY-NOTICES.txt',
  [
    'MNIST Lab carries parts of these packages, each under the licence of its authors:',
    notices.map(({ name, version, licence }) => `  ${name} ${version} (${licence})`).join('\n'),
    ...notices.map(({ name, version, text }) => `${rule}\n${name} ${version}\n\n${text}`),
  ]
    .join('\n\n')
    .concat('\n'),
);

/** Folders of the packages of which an output holds at least a byte. */
function bundledFolders(metafile) {
  const { outputs } = JSON.parse(readFileSync(metafile, 'utf8'));
  return Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => {
      const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
      return folder === undefined || bytesInOutput === 0 ? [] : [folder];
    }),
  );
}

function noticeOf(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const { name, version, license: licence } = manifest;
  const files = [folder, join(folder, 'codec')].flatMap(licencesIn);
  const texts = files.map((file) => readFileSync(file, 'utf8').trim());
  if (texts.length === 0) texts.push(textFor(manifest));
  return { name, version, licence, text: texts.join('\n\n').replaceAll('\r', '') };
}

/** Licences of the package, and of what is compiled into its decoder. */
function licencesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copy|notice)/i.test(file))
    .map((file) => join(folder, file));
}

/**
 * Some packages name their licence and leave its text out: then it lies in licences/, or, of the MIT licence, it is that
 * of our own with their names.
 */
function textFor({ name, license, author }) {
  const kept = join(import.meta.dirname, 'licences', `${name.slice(1).replace('/', '-')}.txt`);
  if (existsSync(kept)) return readFileSync(kept, 'utf8').trim();
  const holder = (author?.name ?? author)?.replace(/ <.*>$/, '');
  if (license !== 'MIT' || holder === undefined) {
    throw new Error(`${name} comes without the text of its licence: add it here, or do without.`);
  }
  return readFileSync('LICENSE', 'utf8')
    .trim()
    .replace(/^Copyright .*$/m, `Copyright (c) ${holder}`);
}
