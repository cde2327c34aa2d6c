import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dataAt } from '../../extension/data/choice';
import { type InspectionSource, startInspection } from '../../extension/inspection/session';
import { useLanguage } from '../../extension/platform/language';
import type { TrainingEvent } from '#shared/protocol/events';
import type { TrainingConfig } from '../../extension/training/config';
import { startTraining } from '../../extension/training/session';
import { builtFolder } from '../support/dist';
import { refusal } from '../support/refusal';
import { useTemporaryFolder } from '../support/temporary-folder';
import { writeBars } from './idx-files';
import { testConfig } from './support';

/** A made-up language: every text in brackets. */
const texts = Object.keys(
  JSON.parse(readFileSync(join(builtFolder(), 'l10n/bundle.l10n.json'), 'utf8')) as object,
);
const brackets = Object.fromEntries(texts.map((text) => [text, `⟦${text}⟧`]));
const folder = useTemporaryFolder();

beforeEach(() => {
  useLanguage({ locale: 'de', texts: brackets });
});
afterEach(() => {
  useLanguage({ locale: 'en', texts: {} });
});

function settings(dataFolder: string, change: Partial<TrainingConfig> = {}): TrainingConfig {
  const distFolder = builtFolder();
  return {
    ...testConfig,
    models: ['mlp'],
    batchSize: 40,
    data: dataAt(dataFolder),
    distFolder,
    ...change,
  };
}

async function train(config: TrainingConfig): Promise<TrainingEvent[]> {
  const events: TrainingEvent[] = [];
  await startTraining(config, (batch) => events.push(...batch)).finished.catch(() => undefined);
  return events;
}

async function bars(): Promise<string> {
  const data = folder('data');
  await mkdir(data, { recursive: true });
  await writeBars(data, 400, 105);
  return data;
}

test('the training worker says in the language of who started it what is wrong with data', async () => {
  const missing = folder('nowhere');
  const events = await train(settings(missing));
  const error = {
    kind: 'input',
    message: `⟦${missing} cannot be read: ⟦it is missing⟧. Choose a folder or file with a data set (mnistLab.data).⟧`,
    setting: 'mnistLab.data',
  };
  expect(events).toEqual([{ type: 'failed', error }]);
});

test('it writes numbers as the language does', async () => {
  const [failed] = await train(settings(await bars(), { memoryLimit: 5 * 2 ** 20 }));
  const { message } = (failed as Extract<TrainingEvent, { type: 'failed' }>).error;
  expect(message).toMatch(/ needs 0,\d+ GiB|0,\d+ GiB/);
  expect(message).toContain('0,005 GiB');
});

test('without translations it says so in English', async () => {
  useLanguage({ locale: 'en', texts: {} });
  const missing = folder('nowhere');
  const [failed] = await train(settings(missing));
  expect(failed).toMatchObject({
    error: {
      message: `${missing} cannot be read: it is missing. Choose a folder or file with a data set (mnistLab.data).`,
    },
  });
});

test('notices of a run are translated, too', async () => {
  // So slow that nothing improves.
  const optimizer = { type: 'sgd', lr: 1e-30 } as const;
  const models = ['mlp', 'cnn-big'];
  const specs = Object.fromEntries(
    Object.entries(testConfig.specs).map(([id, spec]) => [id, { ...spec, optimizer }]),
  );
  const earlyStopping = { monitor: 'loss', patience: 1 } as const;
  const change = { models, specs, epochs: 3, limitBatches: 1, earlyStopping };
  const events = await train(settings(await bars(), change));
  expect(events).toContainEqual({
    type: 'notice',
    message: "⟦Stopped early after epoch 2: no network's test loss has improved for 1 epoch.⟧",
  });
});

test('the inspection worker is told the language, too', async () => {
  const source: InspectionSource = {
    config: settings(await bars()),
    weightsFolder: folder('no-weights'),
  };
  const inspection = startInspection(source);
  try {
    const { message } = await refusal(() =>
      inspection.ask({ kind: 'predict', image: { index: 0 } }),
    );
    expect(message).toMatch(/^⟦This run has no weights of mlp \(.+⟧$/);
  } finally {
    inspection.dispose();
  }
});
