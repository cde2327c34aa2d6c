import { t } from '@vscode/l10n';
import type { Dataset, ImageSet } from '../data/dataset';
import { describeDataset, fingerprintOf } from '../data/fingerprint';
import type { RunEvent } from '#shared/protocol/events';
import type { Engine } from '../engine/api';
import { LabError } from '../errors';
import { removeLeftovers } from '../platform/files';
import { faceName, settingName } from '../setting-names';
import { layerKind } from '../layers/kinds';
import { compareParameters } from '../models/comparison';
import { type Model, resolveModels } from '../models/model';
import { batchesPerEpoch } from './batches';
import { checkSame } from './checkpoint/differences';
import { checkUnused, checkWritable, type Found, tidy } from './checkpoint/slots';
import { networkState, originOf } from './checkpoint/value';
import type { TrainingConfig } from './config';
import type { LabelledImages } from './evaluate';
import { trainingImages } from './images';
import { checkMemory } from './memory';
import type { PreparedRun } from './prepared-run';
import type { Trainee } from './trainee';
import { weightFileNames } from '../formats/weight-names';
import { checkSaveFolder, loadWeights } from './weights';

/**
 * Brings data and networks into the engine and gives every network its first weights. All that can
 * be wrong with files and sizes comes out here, before anything is trained.
 * @param found the checkpoint that the run goes on from: its networks get the weights that they had there
 * @throws LabError
 */
export async function prepareRun(
  config: TrainingConfig,
  engine: Engine,
  dataset: Dataset,
  found: Found | null = null,
): Promise<PreparedRun> {
  const { imageShape } = dataset;
  const batches = batchesPerEpoch(config, dataset.train.count);
  const unsaved = await prepareFolders(config, found);

  const models = resolveModels(config.specs, config.models, trainingImages(dataset, config));
  checkBatchNorm(models, config);
  checkMemory(models, config, dataset, engine);

  // Digesting all images takes time, and only what is kept of a run is compared with others.
  const kept = config.checkpoint !== undefined || config.save !== undefined;
  const fingerprint = kept ? await fingerprintOf(dataset) : null;
  const data = describeDataset(dataset, fingerprint);
  const description = describe(config, engine, data, models, batches);
  const identity =
    config.checkpoint === undefined || fingerprint === null
      ? null
      : {
          run: description,
          networks: Object.fromEntries(models.map((model) => [model.id, identityOf(model)])),
          data: fingerprint,
        };
  const from = found?.checkpoint ?? null;
  if (from !== null && identity !== null)
    checkSame(config.checkpoint!.folder, from.facts, identity);

  const trainees: Trainee[] = [];
  const weightNotes: string[] = [];
  for (const { id, plan, schedule, summary } of models) {
    const random = { seed: config.seed, stream: streamOf(id) };
    const network = engine.addNetwork(plan, config.batchSize, random);
    const { normalization } = plan;
    const trainee = { summary, network, normalization, schedule, lr: plan.optimizer.lr };
    const file = config.init[id];
    if (from !== null) network.setState(networkState(from, id));
    else if (file === undefined) network.initialize();
    else weightNotes.push(...(await loadWeights(file, trainee)));
    trainees.push(trainee);
  }

  const add = ({ images, labels }: ImageSet): LabelledImages => ({
    images: engine.addDataset(images, labels, imageShape),
    labels,
  });
  return {
    trainees,
    train: add(dataset.train).images,
    validation: dataset.validation && add(dataset.validation),
    test: add(dataset.test),
    description,
    notices: [
      ...engine.notices,
      ...dataset.notes,
      ...weightNotes,
      ...(found?.notices ?? []),
      ...(unsaved === null ? [] : [trainedUnsaved(unsaved)]),
    ],
    unsaved: unsaved !== null,
    identity,
    from: from && originOf(from),
  };
}

/**
 * Finds out whether weights and checkpoints can be written.
 * @returns why they cannot, in words, where the run is to be trained all the same; else null
 * @throws LabError
 */
async function prepareFolders(config: TrainingConfig, found: Found | null): Promise<string | null> {
  const { checkpoint, trainUnsaved } = config;
  let problem: string | null = null;
  try {
    await checkFolders(config, found);
  } catch (error) {
    if (trainUnsaved !== true || !(error instanceof LabError)) throw error;
    problem = error.message;
  }
  if (checkpoint !== undefined && found === null) await checkUnused(checkpoint.folder);
  return problem;
}

/** @throws LabError */
async function checkFolders(
  { models, save, checkpoint, ...tested }: TrainingConfig,
  found: Found | null,
): Promise<void> {
  if (save !== undefined) {
    const files = models.flatMap((id) => weightFileNames(id, tested));
    await checkSaveFolder(save, files);
    // A run that was killed while it saved has left a file that nobody will finish.
    await removeLeftovers(save).catch(() => undefined);
  }
  if (checkpoint === undefined) return;
  if (found === null) await checkWritable(checkpoint.folder);
  await tidy(checkpoint.folder);
}

function trainedUnsaved(problem: string): string {
  return t(
    'The run is trained, but nothing of it can be kept for now. {0} It is tried again.',
    problem,
  );
}

function describe(
  config: TrainingConfig,
  engine: Engine,
  dataset: RunEvent['dataset'],
  models: readonly Model[],
  batches: number,
): PreparedRun['description'] {
  const summaries = models.map(({ summary }) => summary);
  const { epochs, batchSize, sampling, seed, earlyStopping } = config;
  return {
    type: 'run',
    models: summaries,
    comparison: compareParameters(summaries),
    engine: { simd: engine.simd, threads: engine.threads },
    dataset,
    config: {
      models: summaries.map(({ id }) => id),
      epochs,
      batchSize,
      batchesPerEpoch: batches,
      sampling,
      seed,
      // That is what validation images are for.
      evaluateEachEpoch: config.evaluateEachEpoch || dataset.validation !== undefined,
      ...(config.validation === undefined ? {} : { validation: config.validation }),
      ...(earlyStopping === undefined ? {} : { earlyStopping }),
    },
  };
}

/** All that its training depends on beside data and seed. */
function identityOf({ plan, schedule }: Model): {
  readonly plan: string;
  readonly schedule: string;
} {
  return { plan: JSON.stringify(plan), schedule: JSON.stringify(schedule) };
}

/**
 * A batch of one value a channel has no variance: PyTorch refuses it, too.
 * @throws LabError `input`
 */
function checkBatchNorm(models: readonly Model[], { batchSize, epochs }: TrainingConfig): void {
  if (epochs === 0) return;
  for (const { id, plan } of models) {
    const norm = plan.layers.find(
      (layer) => layerKind(layer.type).smallestBatch(layer) > batchSize,
    );
    if (norm === undefined) continue;
    throw new LabError(
      'input',
      t(
        'models.{0} {1}: a batch of 1 image has no variance to divide by: choose a batch size ({2}) of at least 2.',
        id,
        norm.type,
        faceName('batchSize'),
      ),
      settingName('batchSize'),
    );
  }
}

/**
 * Random numbers of its own for each network, by its name: what is trained beside it changes nothing.
 * (FNV-1a, 32 bits)
 */
function streamOf(id: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(id)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
