import { globSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { commands, terminalNames } from '../../extension/cli/options';
import { settings } from '../../extension/settings/schema';
import { mnistLab } from '../support/cli';
import { datasetFiles, writeFiles } from '../support/idx';
import { useTemporaryFolder } from '../support/temporary-folder';
import { visit } from '../support/translated';

const folder = useTemporaryFolder();
const options = new Set(Object.values(commands).flatMap(({ names }) => names as readonly string[]));
const [cli, others] = ['extension/cli/**/*.ts', '{extension,webview}/**/*.{ts,tsx}'].map(
  (pattern) => globSync(pattern),
) as [string[], string[]];
const rooms = others.filter((file) => !cli.includes(file));

/** Literals of a file that satisfy a condition, with their lines. */
function literals(file: string, bad: (text: string) => boolean): string[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(file, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const found: string[] = [];
  visit(source, (node) => {
    const isText =
      ts.isStringLiteralLike(node) ||
      ts.isJsxText(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddleOrTemplateTail(node);
    if (!isText || !bad(node.text)) return;
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${file}:${line + 1}: ${node.text}`);
  });
  return found;
}

/** A whole command line is not a name for a setting. */
function namesOption(text: string): boolean {
  if (text.startsWith('mnist-lab ')) return false;
  return [...text.matchAll(/(?<![\w-])--([a-z][a-z-]*)/g)].some(([, name]) => options.has(name!));
}

describe('each face has its own names for settings', () => {
  it('and the terminal’s options stand in the terminal’s texts only', () => {
    expect(rooms.length).toBeGreaterThan(150);
    // Exported scripts are programs with options of their own.
    const ours = rooms.filter((file) => !/^extension.formats.pytorch\b/.test(file));
    expect(ours.flatMap((file) => literals(file, namesOption))).toEqual([]);
    // What is looked for is found where it is.
    expect(cli.flatMap((file) => literals(file, namesOption)).length).toBeGreaterThan(5);
  });

  it('and rooms that know no face know settings by their keys', () => {
    const inner = rooms.filter((file) =>
      /^extension.(engine|models|data|formats|inspection|training|platform|layers|optimizers|schedules)\b/.test(
        file,
      ),
    );
    expect(inner.length).toBeGreaterThan(70);
    expect(inner.flatMap((file) => literals(file, (text) => text.includes('mnistLab.')))).toEqual(
      [],
    );
  });

  it('and those keys are settings that there are', () => {
    const keys = rooms.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\b(?:faceName|settingName)\('(.*?)'\)/g)].map(
        ([, key]) => key,
      ),
    );
    expect(keys.length).toBeGreaterThan(15);
    for (const key of keys) expect([...settings.keys()]).toContain(key);
  });

  it('and the terminal has one for every setting, its option where it has one', () => {
    expect(Object.keys(terminalNames).sort()).toEqual([...settings.keys()].sort());
    expect(terminalNames).toMatchObject({
      networks: '--models',
      batchSize: '--batch-size',
      data: '--data',
      'earlyStopping.monitor': '--early-stopping',
      memoryLimit: 'mnistLab.memoryLimit in --settings',
      models: 'mnistLab.models in --settings',
    });
  });
});

describe('a message in the terminal', () => {
  it('names the option, also where the training worker has found what is wrong', async () => {
    const data = await writeFiles(folder('small'), datasetFiles());
    expect((await mnistLab('train', '--data', data)).stderr).toBe(
      'mnist-lab: The batch size (--batch-size) is 1024, but the data set has 40 training images: choose 40 or less.\n',
    );
    const missing = folder('missing');
    expect((await mnistLab('train', '--data', missing)).stderr).toContain(
      'a folder or file with a data set (--data).\n',
    );
    expect((await mnistLab('models', '--data', missing)).stderr).toContain(
      'a folder or file with a data set (--data).\n',
    );
  });
});
