/**
 * Writes `dist/types/api.d.ts`: what the extension exports to others, with every type that it names written out. Those
 * of messages follow from schemas, and nobody who uses them should need the library that the schemas are written with.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';

const SOURCE = 'extension/vscode/api.ts';
const TARGET = 'dist/types/api.d.ts';

const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, '.');
const program = ts.createProgram([SOURCE], options);
const checker = program.getTypeChecker();
const source = program.getSourceFile(SOURCE);
const imports = source.statements.filter(ts.isImportDeclaration);
const own = source.statements.filter((statement) => !ts.isImportDeclaration(statement));

const imported = imports
  .flatMap(({ importClause }) => importClause.namedBindings.elements)
  .map(({ name }) => {
    const symbol = checker.getAliasedSymbol(checker.getSymbolAtLocation(name));
    const type = checker.getDeclaredTypeOfSymbol(symbol);
    return `${docs(symbol)}export type ${name.text} = ${print(type)};`;
  });
const text = [...own.map((statement) => statement.getFullText(source)), ...imported].join('\n\n');

mkdirSync('dist/types', { recursive: true });
writeFileSync(TARGET, await format(text, { ...(await resolveConfig(SOURCE)), filepath: TARGET }));

function print(type) {
  if (type.isUnion()) return printUnion(type.types);
  if (checker.isTupleType(type)) {
    return `readonly [${checker.getTypeArguments(type).map(print).join(', ')}]`;
  }
  if (checker.isArrayType(type)) {
    return `readonly (${checker.getTypeArguments(type).map(print).join(', ')})[]`;
  }
  if (type.flags & ts.TypeFlags.Object) return printObject(type);
  return checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation);
}

/** A boolean is a union of its two values. No field may be there and undefined: that is what is left out. */
function printUnion(types) {
  const isBoolean = (type) => (type.flags & ts.TypeFlags.BooleanLiteral) !== 0;
  const whole = types.filter(isBoolean).length === 2;
  const rest = types.filter(
    (type) => !(whole && isBoolean(type)) && (type.flags & ts.TypeFlags.Undefined) === 0,
  );
  return [...rest.map(print), ...(whole ? ['boolean'] : [])].join(' | ');
}

function printObject(type) {
  const fields = checker.getPropertiesOfType(type).map((symbol) => {
    const optional = (symbol.flags & ts.SymbolFlags.Optional) !== 0;
    const value = checker.getTypeOfSymbol(symbol);
    const mark = optional ? '?' : '';
    return `${docs(symbol)}readonly ${JSON.stringify(symbol.name)}${mark}: ${print(value)};`;
  });
  const indices = checker
    .getIndexInfosOfType(type)
    .map((info) => `readonly [key: ${print(info.keyType)}]: ${print(info.type)};`);
  return `{\n${[...fields, ...indices].join('\n')}\n}`;
}

function docs(symbol) {
  const words = ts.displayPartsToString(symbol.getDocumentationComment(checker));
  return words === '' ? '' : `/** ${words.replaceAll('\n', '\n * ')} */\n`;
}
