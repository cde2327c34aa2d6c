/** As much of a Babel `NodePath` as is looked at. */
interface Path {
  isStringLiteral(): boolean;
  readonly node: unknown;
  readonly parent: { readonly type: string; readonly callee?: unknown };
}

/**
 * The wording of `t('…')`. A test that notices an empty sentence would have to repeat it, and whether every
 * text can be translated is a test of its own.
 */
function shouldIgnore(path: Path): string | undefined {
  if (!path.isStringLiteral() || path.parent.type !== 'CallExpression') return undefined;
  const callee = path.parent.callee as {
    readonly name?: string;
    readonly property?: { readonly name?: string };
  };
  return (callee.name ?? callee.property?.name) === 't' ? 'the wording of a text' : undefined;
}

export const strykerPlugins = [{ kind: 'Ignore', name: 'texts', value: { shouldIgnore } }];
