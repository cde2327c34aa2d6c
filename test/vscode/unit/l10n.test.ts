import { globSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const host = globSync('extension/{vscode,runs}/**/*.ts');
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

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  node.forEachChild((child) => {
    visit(child, look);
  });
}

/** `t(…)` or `vscode.l10n.t(…)` */
function isTranslation(node: ts.Node): node is ts.CallExpression {
  if (!ts.isCallExpression(node)) return false;
  const called = node.expression.getText();
  return called === 't' || called.endsWith('l10n.t');
}

function isTranslated(node: ts.Node): boolean {
  return ts.findAncestor(node, isTranslation) !== undefined;
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
    for (const file of [...host, ...panel]) {
      visit(parse(file), (node) => {
        if (!isTranslation(node)) return;
        const [text] = node.arguments;
        texts++;
        const known = text !== undefined && ts.isStringLiteralLike(text) && text.text in bundle;
        if (!known) missing.push(placeOf(node, node.getText()));
      });
    }
    expect(texts).toBeGreaterThan(0);
    expect(missing).toEqual([]);
  });
});
