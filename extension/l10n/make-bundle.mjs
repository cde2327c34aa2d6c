/**
 * Writes `dist/l10n/bundle.l10n.json`, all texts of host and panel that go through `t`: what translators
 * start from.
 *
 * @vscode/l10n-dev finds `l10n.t(…)` but not a `t(…)` that was imported by its name, which reads better in
 * tables of texts; so it is shown the one for the other. What the manifest says about wrong settings goes
 * through `t` as well.
 */
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';

const files = globSync('{extension,webview}/**/*.{ts,tsx}').sort();
const sources = files.map((file) => ({
  extension: extname(file),
  contents: readFileSync(file, 'utf8')
    .replace(/import \{ t \} from '@vscode\/l10n'/, `import * as l10n from '@vscode/l10n'`)
    .replace(/(?<![\w.$])t\(/g, 'l10n.t('),
}));
const cures = [];
JSON.parse(readFileSync('package.json', 'utf8'), (key, value) => {
  if (key === 'errorMessage') cures.push(`l10n.t(${JSON.stringify(value)});`);
  return value;
});
sources.push({
  extension: '.ts',
  contents: [`import * as l10n from '@vscode/l10n';`, ...cures].join('\n'),
});

const bundle = await getL10nJson(sources);
mkdirSync('dist/l10n', { recursive: true });
writeFileSync('dist/l10n/bundle.l10n.json', `${JSON.stringify(bundle, null, 2)}\n`);
