import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { helpText } from '../../extension/cli/help';
import { commands, type CommandName, optionOf, type OptionName } from '../../extension/cli/options';
import manifest from '../../package.json' with { type: 'json' };

const commandNames = Object.keys(commands) as CommandName[];

/** The help's lines on an option: its own and those below it. */
function entry(command: CommandName, name: OptionName): string {
  const [head, ...rest] = helpText(command).split(
    new RegExp(`^(?= {2}(?:-\\w,| {3}) --${name}(?![a-z-]))`, 'm'),
  );
  expect(rest, `--${name} in ${head}`).toHaveLength(1);
  const [first, ...others] = rest[0]!.split('\n');
  const end = others.findIndex((line) => !line.startsWith(' '.repeat(28)));
  return [first!.slice(28), ...others.slice(0, end === -1 ? undefined : end)]
    .map((line) => line.trim())
    .join(' ');
}

interface Property {
  readonly default: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
}

/** What VS Code shows of a setting. */
function property(key: string): Property {
  const sections = manifest.contributes.configuration as unknown as readonly {
    readonly properties?: Readonly<Record<string, Property>>;
  }[];
  const name = `mnistLab.${key}`;
  return sections.find(({ properties = {} }) => name in properties)!.properties![name]!;
}

describe('help', () => {
  it.each(['all', ...commandNames] as const)('of %s fits 80 columns', (topic) => {
    for (const line of helpText(topic).split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('begins with examples, and names every command', () => {
    expect(helpText('all')).toMatch(/Examples:\n {2}mnist-lab train/);
    for (const command of commandNames) expect(helpText('all')).toContain(`mnist-lab ${command}`);
  });

  it('has every option of the contract', () => {
    for (const option of [
      ...['models', 'epochs', 'batch-size', 'limit-batches', 'sampling', 'seed'],
      ...['threads', 'simd', 'data', 'init', 'save', 'json', 'evaluate-each-epoch'],
    ] as const) {
      expect(entry('train', option)).not.toBe('');
    }
  });

  describe.each(commandNames)('of %s', (command) => {
    it.each([...commands[command].names])('says what --%s does', (name) => {
      const text = entry(command, name);
      expect(text).toMatch(/\p{L}{2}/u);
      const { setting, value } = optionOf(name);
      if (setting === undefined || value === undefined) return;
      const { minimum, maximum, enum: choices = [], default: given } = property(setting);
      if (maximum !== undefined) {
        const least = name === 'threads' ? 1 : minimum;
        expect(text).toContain(`${least} to ${maximum} (`);
      }
      for (const choice of choices) expect(text).toContain(choice);
      if (command !== 'train') return;
      if (given === '' && name !== 'data') return;
      const usual = { sampling: 'default', threads: 'auto', data: 'MNIST' };
      expect(text).toContain(`(${name in usual ? usual[name as 'data'] : String(given)})`);
    });
  });

  it('tells of each way to sample what it does, and which is the default', () => {
    const { enum: choices, default: given } = property('sampling');
    const text = entry('train', 'sampling');
    for (const choice of choices!) expect(text).toMatch(new RegExp(`${choice}: [a-z]`));
    expect(text).toMatch(new RegExp(`${String(given)}: [^:]+ \\(default\\)`));
  });
});

describe('the README', () => {
  const section = /## In the terminal\n(.*?)\n## /s.exec(readFileSync('README.md', 'utf8'))![1]!;

  it('has examples of commands with the options that they take', () => {
    const examples = [...section.matchAll(/^node dist\/cli\.js (\w+)(.*)$/gm)];
    expect(examples.length).toBeGreaterThan(3);
    for (const [line, command, rest] of examples) {
      for (const [, option] of rest!.matchAll(/ --([a-z-]+)/g)) {
        expect(commands[command as CommandName].names, line).toContain(option);
      }
    }
  });

  it('names no option that there is not', () => {
    const named = [...section.matchAll(/`--([a-z-]+)`/g)].map(([, option]) => option);
    expect(named.length).toBeGreaterThan(2);
    for (const option of named) expect(commands.train.names).toContain(option);
  });
});
