import { homedir } from 'node:os';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { LabError } from '../errors';
import { cure, isNumber, isWholeNumber, rangeOf } from '../schema/read';
import type { Schema } from '../schema/schema';
import { expandHome } from '../settings/paths';
import type { Settings } from '../settings/schema';
import {
  type CommandName,
  type CommandOptions,
  commands,
  optionOf,
  type OptionName,
  schemaOf,
  type SettingOf,
} from './options';

/** What the command line says, each option read as what it should be. */
export class OptionValues {
  /** @throws LabError `usage` that names the word that is off and what would do */
  constructor(command: CommandName, words: readonly string[]) {
    this.values = parse(command, words);
  }

  private readonly values: Readonly<Record<string, unknown>>;

  flag(name: OptionName): boolean {
    return this.values[name] === true;
  }

  text(name: OptionName): string | undefined {
    const value = this.values[name] as string | undefined;
    if (value === '') throw usage(`--${name} has no value.`);
    return value;
  }

  /** A file or folder. Shells expand `~` at the start of a word only, not in `--save=~/weights`. */
  path(name: OptionName): string | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : expandHome(text, homedir());
  }

  list(name: OptionName): string[] {
    return (this.values[name] as string[] | undefined) ?? [];
  }

  /** What an option says of the setting that it stands for. */
  setting<Name extends OptionName>(name: Name): Settings[SettingOf<Name>] | undefined {
    return this.checked(name) as Settings[SettingOf<Name>] | undefined;
  }

  /** The value of an option that is no setting. */
  number(name: OptionName): number | undefined {
    return this.checked(name) as number | undefined;
  }

  /** The same of an option that has a few values. */
  choice(name: OptionName): string | undefined {
    return this.checked(name) as string | undefined;
  }

  private checked(name: OptionName): unknown {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const { zero } = optionOf(name);
    if (text === zero) return 0;
    const schema = schemaOf(optionOf(name))!;
    const value = isNumberOf(schema, text) ? Number(text) : text;
    const wrong = zero === undefined ? cure(schema, value) : cureBeside(zero, schema, value);
    if (wrong !== null) throw usage(`--${name} is "${text}": ${wrong}.`);
    return value;
  }
}

/** Whether a text is a number as an option takes it. */
function isNumberOf(schema: Schema, text: string): boolean {
  if (isWholeNumber(schema)) return /^[+-]?\d+$/.test(text);
  return isNumber(schema) && /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text);
}

/** Where 0 has a word, it is the word that one types. */
function cureBeside(zero: string, schema: Schema, value: unknown): string | null {
  const { minimum, maximum } = rangeOf(schema)!;
  if (value !== 0 && cure(schema, value) === null) return null;
  return `choose ${zero}, or a whole number from ${minimum + 1} to ${maximum}`;
}

function parse(command: CommandName, words: readonly string[]): Record<string, unknown> {
  const options = parseOptions(commands[command].names);
  // Not strict: parseArgs' own messages are long, and it takes "--epochs -1" for two options.
  const { tokens, values } = parseArgs({ args: [...words], options, strict: false, tokens: true });
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind === 'positional') {
      const stands = positionalOf(command);
      if (stands !== undefined && values[stands] === undefined) {
        values[stands] = token.value;
        continue;
      }
      throw usage(`"${token.value}" is not expected here: see mnist-lab ${command} --help.`);
    }
    if (token.kind === 'option-terminator') continue;
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (option === undefined) {
      throw usage(`There is no option ${token.rawName}: see mnist-lab ${command} --help.`);
    }
    // "--save --json" has forgotten the folder; a negative number is left to its own message.
    const forgotten = token.inlineValue === false && /^-\D/.test(token.value);
    if (option.type === 'string' && (token.value === undefined || forgotten)) {
      throw usage(`${token.rawName} needs a value: see mnist-lab ${command} --help.`);
    }
    if (option.type === 'boolean' && token.value !== undefined) {
      throw usage(`${token.rawName} takes no value, but has "${token.value}".`);
    }
    if (seen.has(token.name) && option.multiple !== true) {
      throw usage(`${token.rawName} is given twice: give it once.`);
    }
    seen.add(token.name);
  }
  return values;
}

/** The option that a command takes a word without a name for. */
function positionalOf(command: CommandName): OptionName | undefined {
  const taken: CommandOptions = commands[command];
  return taken.positional;
}

/** The table in the words of Node's `parseArgs`. */
function parseOptions(names: readonly OptionName[]): NonNullable<ParseArgsConfig['options']> {
  return Object.fromEntries(
    names.map((name) => {
      const { short, value, repeatable = false } = optionOf(name);
      const type = value === undefined ? ('boolean' as const) : ('string' as const);
      return [name, { type, multiple: repeatable, ...(short === undefined ? {} : { short }) }];
    }),
  );
}

export function usage(message: string): LabError {
  return new LabError('usage', message);
}
