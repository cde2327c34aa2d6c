/** Brings package.json's configuration up to date: `npm run manifest`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { configuration } from './configuration';

/** VS Code passes over sections without properties. */
const START = { title: '$generated-start' };
const END = { title: '$generated-end' };

const FILE = 'package.json';
const manifest = JSON.parse(readFileSync(FILE, 'utf8')) as {
  contributes: { configuration: object[] };
};
manifest.contributes.configuration = [START, ...configuration(), END];
const options = await resolveConfig(FILE);
writeFileSync(
  FILE,
  await format(JSON.stringify(manifest), { ...options, parser: 'json-stringify' }),
);
