import ts from 'typescript';

/** Visits a node and all below it. */
export function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  node.forEachChild((child) => {
    visit(child, look);
  });
}

/** `t(…)` or `vscode.l10n.t(…)` */
export function isTranslation(node: ts.Node): node is ts.CallExpression {
  if (!ts.isCallExpression(node)) return false;
  const called = node.expression.getText();
  return called === 't' || called.endsWith('l10n.t');
}

export function isTranslated(node: ts.Node): boolean {
  return ts.findAncestor(node, isTranslation) !== undefined;
}

/** Messages of `new LabError(kind, message, …)` that do not come from `t`, followed through helpers of their file. */
export function untranslatedErrors(source: ts.SourceFile): ts.Expression[] {
  const found: ts.Expression[] = [];
  visit(source, (node) => {
    if (!ts.isNewExpression(node) || node.expression.getText() !== 'LabError') return;
    const message = node.arguments?.[1];
    if (message !== undefined && !comesFromT(message)) found.push(message);
  });
  return found;
}

function comesFromT(node: ts.Expression): boolean {
  if (isTranslation(node)) return true;
  if (ts.isConditionalExpression(node)) {
    return comesFromT(node.whenTrue) && comesFromT(node.whenFalse);
  }
  // `models.tiny.layers[0] conv2d: …`: where it is, in the words of the settings, before what it is.
  if (ts.isTemplateExpression(node)) {
    const { expression, literal } = node.templateSpans.at(-1)!;
    return node.getText().includes(': ${') && literal.text === '' && comesFromT(expression);
  }
  // The message of an error that was made elsewhere.
  if (ts.isPropertyAccessExpression(node)) return node.name.text === 'message';
  if (ts.isIdentifier(node)) return namedComesFromT(node);
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
    const makers = functionsBehind(node.expression);
    return makers.length > 0 && makers.every((maker) => results(maker).every(comesFromT));
  }
  return false;
}

type Maker = ts.FunctionDeclaration | ts.ArrowFunction;

/** A constant is what it is set to; a parameter is whatever the calls in this file give. */
function namedComesFromT(name: ts.Identifier): boolean {
  const values = valuesOf(name);
  return values.length > 0 && values.every(comesFromT);
}

/** Functions that a name can stand for: itself, or those that callers give for a parameter. */
function functionsBehind(name: ts.Identifier): Maker[] {
  const declared = declarationOf(name);
  if (declared !== undefined && ts.isFunctionDeclaration(declared)) return [declared];
  return valuesOf(name).flatMap((value) => {
    if (ts.isArrowFunction(value)) return [value];
    return ts.isIdentifier(value) ? functionsBehind(value) : [];
  });
}

function valuesOf(name: ts.Identifier): ts.Expression[] {
  const declared = declarationOf(name);
  if (declared === undefined) return [];
  if (ts.isVariableDeclaration(declared)) return declared.initializer ? [declared.initializer] : [];
  if (!ts.isParameter(declared)) return [];
  const { parent } = declared;
  const place = parent.parameters.indexOf(declared);
  const called = nameOf(parent);
  const values: ts.Expression[] = [];
  visit(name.getSourceFile(), (node) => {
    if (!ts.isCallExpression(node) || called === undefined) return;
    const callee = node.expression.getText();
    if (callee !== called && !callee.endsWith(`.${called}`)) return;
    const value = node.arguments[place];
    if (value !== undefined) values.push(value);
  });
  return values;
}

/** The nearest declaration of a name, from the inside out. */
function declarationOf(
  name: ts.Identifier,
): ts.VariableDeclaration | ts.ParameterDeclaration | ts.FunctionDeclaration | undefined {
  for (let scope: ts.Node = name; !ts.isSourceFile(scope);) {
    scope = scope.parent;
    if (ts.isFunctionLike(scope)) {
      const parameter = scope.parameters.find((one) => one.name.getText() === name.text);
      if (parameter !== undefined) return parameter;
    }
    if (!ts.isBlock(scope) && !ts.isSourceFile(scope)) continue;
    for (const statement of scope.statements) {
      if (ts.isFunctionDeclaration(statement) && statement.name?.text === name.text) {
        return statement;
      }
      if (!ts.isVariableStatement(statement)) continue;
      const variable = statement.declarationList.declarations.find(
        (one) => one.name.getText() === name.text,
      );
      if (variable !== undefined) return variable;
    }
  }
  return undefined;
}

/** What a function is called by. */
function nameOf(node: ts.SignatureDeclaration): string | undefined {
  const { parent } = node;
  return ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)
    ? parent.name.getText()
    : node.name?.getText();
}

/** What a function gives back, without what functions in it do. */
function results(maker: Maker): ts.Expression[] {
  if (maker.body === undefined) return [];
  if (!ts.isBlock(maker.body)) return [maker.body];
  const found: ts.Expression[] = [];
  visit(maker.body, (node) => {
    if (!ts.isReturnStatement(node) || node.expression === undefined) return;
    if (ts.findAncestor(node, ts.isFunctionLike) === maker) found.push(node.expression);
  });
  return found;
}
