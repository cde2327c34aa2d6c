import { t } from '@vscode/l10n';
import type { Dataset } from '../data/dataset';
import { formatMemory } from '#shared/format';
import type { Engine } from '../engine/api';
import { LabError } from '../errors';
import { faceName, settingName } from '../setting-names';
import type { Model } from '../models/model';
import type { TrainingConfig } from './config';

/**
 * Refuses a run that would take more memory than the limit, before any is reserved.
 * @throws LabError `input` that says how much is needed, for what most of it, and how much is allowed
 */
export function checkMemory(
  models: readonly Model[],
  { batchSize, memoryLimit }: TrainingConfig,
  { train, validation, test, imageShape }: Dataset,
  engine: Engine,
): void {
  const { total, networks } = engine.memoryNeeded({
    datasets: [train, validation, test].flatMap((set) =>
      set === null ? [] : [{ count: set.count, imageShape }],
    ),
    networks: models.map(({ plan }) => plan),
    batchSize,
  });
  if (total <= memoryLimit) return;
  const needs = models.map(({ id }, index) => ({ id, ...networks[index]! }));
  const largest = needs.reduce((a, b) => (b.total > a.total ? b : a));
  const parts = largest.parts
    .slice(0, 2)
    .map(({ name, bytes }) => t('{0} for {1}', formatMemory(bytes), name));
  throw new LabError(
    'input',
    t(
      'This run needs {0} of memory, and the limit ({1}) is {2}: {3} needs most ({4}: {5}). Make its layers narrower or the batch smaller, train fewer networks at once, or raise the limit.',
      formatMemory(total),
      faceName('memoryLimit'),
      formatMemory(memoryLimit),
      largest.id,
      formatMemory(largest.total),
      parts.join(', '),
    ),
    settingName('memoryLimit'),
  );
}
