import { t } from '@vscode/l10n';
import { LabError } from '../errors';
import type { ModelSummary } from '#shared/protocol/events';
import type { Entry } from './safetensors';

/** As much of a tensor as tells whether it is the one that is wanted. */
type Outline = Pick<Entry, 'name' | 'shape'>;

/**
 * Makes sure that a file's tensors are those of a network: every parameter and running statistic, under
 * its name, in its shape, and nothing else.
 * @throws LabError `input` that names file, network and tensor, and both shapes.
 */
export function checkWeights(tensors: readonly Outline[], model: ModelSummary, file: string): void {
  const invalid = (
    problem: string,
    cure = t('Use a file that was saved from {0}.', model.id),
  ): LabError =>
    new LabError(
      'input',
      t('{0} does not hold weights of {1}: {2}. {3}', file, model.id, problem, cure),
    );
  const expected = [...model.parameters, ...model.buffers];
  const found = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const prefix = prefixOf(expected, found);
  for (const { name, shape } of expected) {
    const tensor = found.get(name);
    if (tensor === undefined) {
      if (prefix !== null) {
        throw invalid(
          t('its names begin with "{0}", as of a network inside another', prefix),
          t(
            'Save the network alone, or take that off each name (in Python: {0}).',
            withoutPrefix(prefix),
          ),
        );
      }
      throw invalid(
        tensors.length === 0
          ? t('{0} is missing: it has no tensors', name)
          : t('{0} is missing; what is there: {1}', name, namesOf(tensors)),
      );
    }
    if (tensor.shape.join() !== shape.join()) {
      const words = t(
        '{0} is [{1}] instead of [{2}]',
        name,
        tensor.shape.join(', '),
        shape.join(', '),
      );
      throw isTransposed(tensor.shape, shape)
        ? invalid(
            t('{0}: its axes are in another order, as Keras has them', words),
            shape.length === 2
              ? t('Transpose it (in Python: w.T.contiguous()).')
              : t(
                  "Bring them into PyTorch's order: out, in, height, width (in Python, from Keras: w.permute(3, 2, 0, 1).contiguous()).",
                ),
          )
        : invalid(words);
    }
  }
  const known = new Set(expected.map(({ name }) => name));
  const unknown = tensors.find(({ name }) => !known.has(name));
  if (unknown !== undefined) throw invalid(t('{0} has no {1}', model.id, unknown.name));
}

/** So many names are shown of a file. */
const SHOWN = 4;

function namesOf(tensors: readonly Outline[]): string {
  const names = tensors.slice(0, SHOWN).map(({ name }) => name.slice(0, 60));
  return tensors.length > SHOWN ? `${names.join(', ')}, …` : names.join(', ');
}

/** What stands before each of the expected names, such as `module.`; null where they do not all have it. */
function prefixOf(
  expected: readonly { readonly name: string }[],
  found: ReadonlyMap<string, Outline>,
): string | null {
  const first = expected[0]?.name;
  if (first === undefined || found.has(first)) return null;
  const longer = [...found.keys()].find((name) => name.endsWith(`.${first}`));
  if (longer === undefined) return null;
  const prefix = longer.slice(0, -first.length);
  return expected.every(({ name }) => found.has(prefix + name)) ? prefix : null;
}

function withoutPrefix(prefix: string): string {
  return `{k.removeprefix("${prefix}"): v for k, v in state_dict.items()}`;
}

function isTransposed(found: readonly number[], wanted: readonly number[]): boolean {
  const order = (shape: readonly number[]): string => [...shape].sort((a, b) => a - b).join();
  return found.length > 1 && order(found) === order(wanted);
}
