import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { EvaluationEvent } from '#shared/protocol/events';
import type { TrainingConfig } from '../../extension/training/config';
import { startTraining } from '../../extension/training/session';
import { builtFolder } from '../support/dist';
import { testConfig } from './support';

/** Where PyTorch ends with `mlp`, seed by seed: test/fixtures/make_notebook_fixtures.py. */
const pytorch = JSON.parse(
  readFileSync(join(import.meta.dirname, '../fixtures/notebook.json'), 'utf8'),
) as Readonly<Record<'accuracies' | 'losses', readonly number[]>>;

/** Student's t of 23 degrees of freedom that chance exceeds once in a thousand times, on either side together. */
const STUDENT = 3.77;
const SEEDS = [0, 1, 2, 3, 4, 5, 6, 7];

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** That the means of both differ by no more than chance makes them, where both are spread as PyTorch's are. */
function expectSameMean(ours: readonly number[], theirs: readonly number[], what: string): void {
  expect(theirs).toHaveLength(24);
  const mean = meanOf(theirs);
  const deviation = Math.sqrt(
    theirs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (theirs.length - 1),
  );
  const allowed = STUDENT * deviation * Math.sqrt(1 / theirs.length + 1 / ours.length);
  expect(Math.abs(meanOf(ours) - mean), `${what}: ${ours.join(', ')}`).toBeLessThan(allowed);
}

async function train(change: Partial<TrainingConfig>): Promise<EvaluationEvent[]> {
  const evaluations: EvaluationEvent[] = [];
  const dist = builtFolder();
  const config = { ...testConfig, data: null, distFolder: dist, epochs: 10 };
  await startTraining({ ...config, ...change }, (events) => {
    evaluations.push(...events.filter((event) => event.type === 'evaluation'));
  }).finished;
  return evaluations;
}

test('the small network, from random weights, ends where PyTorch ends', async () => {
  const ends: EvaluationEvent[] = [];
  for (const seed of SEEDS) {
    ends.push(...(await train({ models: ['mlp'], seed, evaluateEachEpoch: false })));
  }
  const accuracies = ends.map(({ accuracy }) => accuracy);
  const losses = ends.map(({ loss }) => loss);
  // 2.112 ± 0.013.
  expectSameMean(losses, pytorch.losses, 'test losses');
  // 0.561 ± 0.046.
  expectSameMean(accuracies, pytorch.accuracies, 'accuracies');
}, 1_800_000);

/** Four runs of PyTorch ended with 0.784 to 0.868, and with 0.981 to 0.985: half their width again each way. */
const landing = { cnn: [0.742, 0.91], 'cnn-big': [0.979, 0.987] } as const;

test('the whole notebook, from random weights, ends where PyTorch ends', async () => {
  const evaluations = await train({ seed: 2026 });
  expect(evaluations.map(({ model }) => model)).toEqual(['mlp', ...Object.keys(landing)]);
  for (const [id, [least, most]] of Object.entries(landing)) {
    const { accuracy } = evaluations.find(({ model }) => model === id)!;
    expect(accuracy, id).toBeGreaterThan(least);
    expect(accuracy, id).toBeLessThan(most);
  }
}, 1_800_000);
