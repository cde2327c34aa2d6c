import { t } from '@vscode/l10n';
import { LabError } from '../errors';
import type { Tensor } from '../engine/network-plan';
import type { ModelSummary } from '../protocol/events';

/**
 * Makes sure that a file's tensors are those of a network: every parameter and running statistic, under
 * its name, in its shape, and nothing else.
 * @throws LabError `input` that names file, network and tensor, and both shapes.
 */
export function checkWeights(tensors: readonly Tensor[], model: ModelSummary, file: string): void {
  const invalid = (problem: string): LabError =>
    new LabError(
      'input',
      t(
        '{0} does not hold weights of {1}: {2}. Use a file that was saved from {1}.',
        file,
        model.id,
        problem,
      ),
    );
  const expected = [...model.parameters, ...model.buffers];
  for (const { name, shape } of expected) {
    const tensor = tensors.find((candidate) => candidate.name === name);
    if (tensor === undefined) throw invalid(t('{0} is missing', name));
    if (tensor.shape.join() !== shape.join()) {
      throw invalid(
        t('{0} is [{1}] instead of [{2}]', name, tensor.shape.join(', '), shape.join(', ')),
      );
    }
  }
  const known = new Set(expected.map(({ name }) => name));
  const unknown = tensors.find(({ name }) => !known.has(name));
  if (unknown !== undefined) throw invalid(t('{0} has no {1}', model.id, unknown.name));
}
