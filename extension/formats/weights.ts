import { t } from '@vscode/l10n';
import { LabError } from '../errors';
import { formatList } from '#shared/format';
import type { ModelSummary } from '#shared/protocol/events';
import { floatTypes, isFloatType } from './float-types';
import { shown } from './shown';

/** As much of a tensor as tells whether it is the one that is wanted. */
interface Outline {
  readonly name: string;
  /** safetensors' word for its numbers; any other for what float32 cannot be made of. */
  readonly dtype: string;
  readonly shape: readonly number[];
}

/** A tensor in a file that has been opened. */
export interface WeightTensor extends Outline {
  /** Its numbers as they are in the file, row-major and little-endian. */
  readonly read: () => Promise<ArrayBuffer>;
}

/** What a network takes of a file. */
export interface Fitting<T extends Outline> {
  /** A tensor for each parameter and running statistic of the network, in its order. */
  readonly tensors: readonly { readonly name: string; readonly found: T }[];
  /** What the person should hear once of what was made of the file, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Finds a network's tensors among those of a file: every parameter and running statistic, under its name, in its shape.
 * Where all names have the same in front, as those of a network inside another, that is taken off; tensors that the
 * network has no use for are passed over; and float32 is made of other floating-point numbers. All of this is told.
 * @throws LabError `input` that names file, network and tensor, and both shapes.
 */
export function fitWeights<T extends Outline>(
  tensors: readonly T[],
  model: ModelSummary,
  file: string,
): Fitting<T> {
  const invalid = (
    problem: string,
    cure = t('Use a file that was saved from {0}.', model.id),
  ): LabError =>
    new LabError(
      'input',
      t('{0} does not hold weights of {1}: {2}. {3}', file, model.id, problem, cure),
    );
  const expected = [...model.parameters, ...model.buffers];
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const prefix = prefixOf(expected, byName, invalid);
  const fitting = expected.map(({ name, shape }) => {
    const found = byName.get(prefix + name);
    if (found === undefined) {
      throw invalid(
        tensors.length === 0
          ? t('{0} is missing: it has no tensors', name)
          : t('{0} is missing; what is there: {1}', name, namesOf(tensors)),
      );
    }
    if (found.shape.join() !== shape.join()) throw otherShape(name, found.shape, shape, invalid);
    if (!isFloatType(found.dtype)) {
      throw invalid(
        t(
          'tensor {0} is {1}, and only {2} are read',
          name,
          shown(found.dtype),
          formatList(floatTypes),
        ),
        t('Make float32 of it (in Python: {0}).', TO_FLOAT32),
      );
    }
    return { name, found };
  });
  return { tensors: fitting, notes: notesOf(fitting, tensors, prefix, model, file) };
}

const TO_FLOAT32 = '{k: v.float() for k, v in state_dict.items()}';

function notesOf<T extends Outline>(
  fitting: Fitting<T>['tensors'],
  all: readonly T[],
  prefix: string,
  { id }: ModelSummary,
  file: string,
): string[] {
  const types = new Set(fitting.map(({ found }) => found.dtype));
  types.delete('F32');
  const used = new Set<Outline>(fitting.map(({ found }) => found));
  const others = all.filter((tensor) => !used.has(tensor));
  const notes: string[] = [];
  if (types.size > 0) {
    const list = formatList([...types]);
    notes.push(t('{0}: its numbers are {1}, of which float32 was made.', file, list));
  }
  if (prefix !== '') notes.push(t('{0}: "{1}" was taken off its names.', file, shown(prefix)));
  if (others.length > 0) {
    notes.push(t('{0}: {1} has no use for {2}, passed over.', file, id, namesOf(others)));
  }
  return notes;
}

function otherShape(
  name: string,
  found: readonly number[],
  wanted: readonly number[],
  invalid: (problem: string, cure?: string) => LabError,
): LabError {
  const words = t('{0} is [{1}] instead of [{2}]', name, found.join(', '), wanted.join(', '));
  if (!isTransposed(found, wanted)) return invalid(words);
  return invalid(
    t('{0}: its axes are in another order, as Keras has them', words),
    wanted.length === 2
      ? t('Transpose it (in Python: w.T.contiguous()).')
      : t(
          "Bring them into PyTorch's order: out, in, height, width (in Python, from Keras: w.permute(3, 2, 0, 1).contiguous()).",
        ),
  );
}

/** So many names are shown of a file. */
const SHOWN = 4;

function namesOf(tensors: readonly Outline[]): string {
  const names = tensors.slice(0, SHOWN).map(({ name }) => shown(name));
  return tensors.length > SHOWN ? `${names.join(', ')}, …` : names.join(', ');
}

/**
 * What stands before each of the expected names, such as `module.`; nothing where they are there as they are, or do not
 * all have the same.
 * @throws LabError where they are there several times, behind one thing and another
 */
function prefixOf(
  expected: readonly { readonly name: string }[],
  found: ReadonlyMap<string, Outline>,
  invalid: (problem: string, cure?: string) => LabError,
): string {
  const first = expected[0]!.name;
  if (found.has(first)) return '';
  const prefixes = [...found.keys()]
    .filter((name) => name.endsWith(`.${first}`))
    .map((name) => name.slice(0, -first.length))
    .filter((prefix) => expected.every(({ name }) => found.has(prefix + name)));
  const [prefix = '', other] = prefixes;
  if (other === undefined) return prefix;
  throw invalid(
    t('it holds its tensors several times, behind "{0}" and "{1}"', shown(prefix), shown(other)),
    t('Save one of them (in Python: {0}).', withoutPrefix(prefix)),
  );
}

function withoutPrefix(prefix: string): string {
  const start = JSON.stringify(prefix);
  return `{k[${prefix.length}:]: v for k, v in state_dict.items() if k.startswith(${start})}`;
}

function isTransposed(found: readonly number[], wanted: readonly number[]): boolean {
  const order = (shape: readonly number[]): string => [...shape].sort((a, b) => a - b).join();
  return found.length > 1 && order(found) === order(wanted);
}
