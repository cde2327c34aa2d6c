import { globSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { isTranslated, isTranslation, untranslatedErrors, visit } from '../../support/translated';

const host = globSync('extension/{vscode,runs}/**/*.ts');
/** Every room whose messages people can read in the editor: all but the terminal's face. */
const rooms = globSync('extension/**/*.ts').filter((file) => !/^extension.cli/.test(file));
/** Those of them that know no editor. */
const inner = rooms.filter((file) => !/^extension.vscode/.test(file));
const panel = globSync('webview/**/*.{ts,tsx}');
const tables = panel.filter((file) => file.endsWith('strings.ts'));
const bundle = JSON.parse(readFileSync('dist/l10n/bundle.l10n.json', 'utf8')) as Record<
  string,
  unknown
>;

/** Names, which no language translates. */
const names = new Set(['MNIST Lab', 'safetensors']);

/** What VS Code shows of the objects that it is given. */
const shown = new Set([
  ...['title', 'label', 'description', 'detail', 'placeHolder', 'placeholder', 'prompt'],
  ...['tooltip', 'openLabel', 'aria-label', 'alt'],
]);

/** What is compared with a text is no text for people. */
function isComparison(node: ts.Node): boolean {
  return (
    ts.isCaseClause(node) ||
    (ts.isBinaryExpression(node) &&
      (node.operatorToken.kind === ts.SyntaxKind.EqualsEqualsEqualsToken ||
        node.operatorToken.kind === ts.SyntaxKind.ExclamationEqualsEqualsToken))
  );
}

function parse(file: string): ts.SourceFile {
  const text = readFileSync(file, 'utf8');
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}

/** The words of a literal, or null for anything else and for signs alone. */
function words(node: ts.Node): string | null {
  let text: string;
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isJsxText(node)) {
    ({ text } = node);
  } else if (ts.isTemplateExpression(node)) {
    text = [node.head, ...node.templateSpans.map(({ literal }) => literal)]
      .map((part) => part.text)
      .join(' ');
  } else return null;
  return /\p{L}{2}/u.test(text) && !names.has(text.trim()) ? text.trim() : null;
}

/** The cures that the manifest has for wrong values: `settings` gives them to `t` as they are. */
const cures = [...readFileSync('package.json', 'utf8').matchAll(/"errorMessage": (".*")/g)].map(
  ([, text]) => JSON.parse(text!) as string,
);

/** Whether a literal reads as a sentence or part of one: two words or more, the values in it included. */
function isPhrase(node: ts.Node): boolean {
  if (words(node) === null) return false;
  const text = ts.isTemplateExpression(node)
    ? [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('xx')
    : (node as ts.StringLiteralLike).text;
  return /\p{L}{2} +\p{L}{2}/u.test(text);
}

/** Code that is run as it is, in any language of people: lines of it, and the files that write whole scripts. */
function isCode(node: ts.Node): boolean {
  const isLine = /^[`'](from|import|<\?xml) |\.items\(\)/.test(node.getText());
  return isLine || /formats.pytorch/.test(node.getSourceFile().fileName);
}

/** Errors that no `LabError` is are bugs: whoever mends them reads English. */
function isOfBug(node: ts.Node): boolean {
  return (
    ts.findAncestor(
      node,
      (at) => ts.isNewExpression(at) && /^(Range|Type)?Error$/.test(at.expression.getText()),
    ) !== undefined
  );
}

const placeOf = (node: ts.Node, text: string): string => {
  const file = node.getSourceFile();
  const { line } = file.getLineAndCharacterOfPosition(node.getStart());
  return `${file.fileName}:${line + 1}: ${text}`;
};

/** Literals with words that satisfy a condition and are in no `t(…)`. */
function untranslated(files: readonly string[], matters: (node: ts.Node) => boolean): string[] {
  const found: string[] = [];
  for (const file of files) {
    visit(parse(file), (node) => {
      const text = words(node);
      if (text !== null && matters(node) && !isTranslated(node)) found.push(placeOf(node, text));
    });
  }
  return found;
}

/** Whether it is part of what a template writes into settings.json: the same in every language. */
function isOfSettings(node: ts.Node): boolean {
  return (
    node.getSourceFile().fileName.endsWith('templates.ts') &&
    ts.findAncestor(node, (at) => ts.isPropertyAssignment(at) && at.name.getText() === 'spec') !==
      undefined
  );
}

/** What a text is the value of, through conditions and the like. */
function isShown(node: ts.Node): boolean {
  if (ts.isJsxText(node)) return true;
  for (let at = node.parent; ; at = at.parent) {
    if (ts.isPropertyAssignment(at)) return shown.has(at.name.getText()) && !isOfSettings(at);
    if (ts.isJsxAttribute(at)) return shown.has(at.name.getText());
    if (ts.isBinaryExpression(at) && ts.isPropertyAccessExpression(at.left)) {
      return at.operatorToken.kind === ts.SyntaxKind.EqualsToken && shown.has(at.left.name.text);
    }
    if (ts.isCallExpression(at)) return /\.show\w+Message$/.test(at.expression.getText());
    const goesOn =
      ts.isConditionalExpression(at) ||
      ts.isParenthesizedExpression(at) ||
      ts.isJsxExpression(at) ||
      (ts.isBinaryExpression(at) && !isComparison(at));
    if (!goesOn) return false;
  }
}

describe('every text goes through the translation', () => {
  test('the tables of the panel hold nothing else', () => {
    expect(tables.length).toBeGreaterThan(0);
    const isText = ({ parent }: ts.Node): boolean =>
      !ts.isImportDeclaration(parent) && !ts.isLiteralTypeNode(parent) && !isComparison(parent);
    expect(untranslated(tables, isText)).toEqual([]);
  });

  test('what the panel draws holds no words of its own', () => {
    expect(
      untranslated(
        panel.filter((file) => file.endsWith('.tsx')),
        isShown,
      ),
    ).toEqual([]);
  });

  test('what the editor is given to show holds none, either', () => {
    expect(untranslated(host, isShown)).toEqual([]);
  });

  test('the bundle in dist/ has them all', () => {
    const missing: string[] = [];
    let texts = 0;
    for (const file of [...rooms, ...panel]) {
      visit(parse(file), (node) => {
        if (!isTranslation(node)) return;
        const [text] = node.arguments;
        if (text?.getText() === 'schema.errorMessage') return;
        texts++;
        const known = text !== undefined && ts.isStringLiteralLike(text) && text.text in bundle;
        if (!known) missing.push(placeOf(node, node.getText()));
      });
    }
    expect(texts).toBeGreaterThan(0);
    expect(missing).toEqual([]);
    expect(cures.length).toBeGreaterThan(0);
    expect(cures.filter((text) => !(text in bundle))).toEqual([]);
  });

  test('so the bundle has messages from every room', () => {
    expect(Object.keys(bundle)).toEqual(
      expect.arrayContaining([
        '{0} cannot be used as weights: {1}. {2}',
        '{0} has diverged: its loss became {1} in epoch {2}, batch {3}; a smaller learning rate may help.',
        'A thread of the engine failed ({0}): train again, with fewer threads if it happens again.',
        'There is no network "{0}": {1}',
        'There is no run {0} any more: refresh the list of runs.',
        'There is no test image {0}: choose one from 0 to {1}.',
        'choose a whole number from {0} to {1}',
        'it ended with code {0}',
      ]),
    );
  });

  test('the messages of errors come from the translation, through helpers as well', () => {
    const found = rooms.flatMap((file) =>
      untranslatedErrors(parse(file)).map((message) => placeOf(message, message.getText())),
    );
    expect(found).toEqual([]);
  });

  test('the rooms without the editor have no sentence that is not translated', () => {
    expect(
      untranslated(inner, (node) => isPhrase(node) && !isOfBug(node) && !isCode(node)),
    ).toEqual([]);
  });

  test('no room translates anything before it can have been told the language', () => {
    const early: string[] = [];
    for (const file of inner) {
      visit(parse(file), (node) => {
        if (isTranslation(node) && ts.findAncestor(node, ts.isFunctionLike) === undefined) {
          early.push(placeOf(node, node.getText()));
        }
      });
    }
    expect(early).toEqual([]);
  });

  test('every placeholder has its value, and every value its placeholder', () => {
    const wrong: string[] = [];
    for (const file of [...rooms, ...panel]) {
      visit(parse(file), (node) => {
        if (!isTranslation(node)) return;
        const [text, ...values] = node.arguments;
        if (text === undefined || !ts.isStringLiteralLike(text)) return;
        const used = [...text.text.matchAll(/\{(\d+)\}/g)].map(([, place]) => Number(place));
        const right = values.every((_, place) => used.includes(place));
        if (!right || Math.max(-1, ...used) >= values.length) wrong.push(placeOf(node, text.text));
      });
    }
    expect(wrong).toEqual([]);
  });
});

describe('the check of errors', () => {
  const found = (code: string): string[] =>
    untranslatedErrors(ts.createSourceFile('x.ts', code, ts.ScriptTarget.Latest, true)).map((at) =>
      at.getText(),
    );

  test.each([
    [`throw new LabError('input', 'it is wrong');`, [`'it is wrong'`]],
    ['throw new LabError("input", `${file} is wrong`);', ['`${file} is wrong`']],
    [`const text = yes ? t('right') : 'wrong'; throw new LabError('input', text);`, ['text']],
    [
      `function f(problem: string) { return new LabError('input', problem); } f(t('a')); f('b');`,
      ['problem'],
    ],
    [`function words() { return 'wrong'; } throw new LabError('input', words());`, ['words()']],
    ['const f = (p: string) => new LabError("input", `${at}: ${p}`); f("b");', ['`${at}: ${p}`']],
    [`import { w } from './words'; throw new LabError('input', w);`, ['w']],
  ])('finds what is wrong in %s', (code, wrong) => {
    expect(found(code)).toEqual(wrong);
  });

  test.each([
    `throw new LabError('input', t('{0} is wrong', file));`,
    `throw new LabError('input', vscode.l10n.t('it is wrong'));`,
    'const f = (p: string) => new LabError("input", `models.${id}: ${p}`); throw f(t("wrong"));',
    `function words() { return yes ? t('a') : t('b'); } throw new LabError('input', words());`,
    `const words = (n: number) => t('{0}', n); const f = (w: Words) => new LabError('input', w(1)); f(words);`,
  ])('passes %s', (code) => {
    expect(found(code)).toEqual([]);
  });
});
