import { t } from '@vscode/l10n';
import type { Dataset } from '../data/dataset';
import type { Engine } from '../engine/api';
import { LabError } from '../errors';
import { faceName, settingName } from '../setting-names';
import { layerKind } from '../layers/kinds';
import { compareParameters } from '../models/comparison';
import { type Model, resolveModels } from '../models/model';
import { batchesPerEpoch } from './batches';
import { weightFiles } from './checkpoints';
import type { TrainingConfig } from './config';
import { checkMemory } from './memory';
import type { PreparedRun } from './prepared-run';
import type { Trainee } from './trainee';
import { checkSaveFolder, loadWeights } from './weights';

/**
 * Brings data and networks into the engine and gives every network its first weights. All that can
 * be wrong with files and sizes comes out here, before anything is trained.
 * @throws LabError
 */
export async function prepareRun(
  config: TrainingConfig,
  engine: Engine,
  dataset: Dataset,
): Promise<PreparedRun> {
  const { imageShape, classes } = dataset;
  const batches = batchesPerEpoch(config, dataset.train.count);
  if (config.save !== undefined) {
    const files = config.models.flatMap((id) => weightFiles(id, config));
    await checkSaveFolder(config.save, files);
  }

  const images = { shape: imageShape, classes: classes.length };
  const models = resolveModels(config.specs, config.models, images);
  checkBatchNorm(models, config);
  checkMemory(models, config, dataset, engine);

  const trainees: Trainee[] = [];
  for (const { id, plan, schedule, summary } of models) {
    const random = { seed: config.seed, stream: streamOf(id) };
    const network = engine.addNetwork(plan, config.batchSize, random);
    const trainee = { summary, network, schedule, lr: plan.optimizer.lr };
    const file = config.init[id];
    if (file === undefined) network.initialize();
    else await loadWeights(file, trainee);
    trainees.push(trainee);
  }

  const add = ({ images, labels }: Dataset['train']): ReturnType<Engine['addDataset']> =>
    engine.addDataset(images, labels, imageShape);
  const summaries = trainees.map(({ summary }) => summary);
  const { epochs, batchSize, sampling, seed, evaluateEachEpoch, earlyStopping } = config;
  return {
    trainees,
    train: add(dataset.train),
    test: { images: add(dataset.test), labels: dataset.test.labels },
    description: {
      type: 'run',
      models: summaries,
      comparison: compareParameters(summaries),
      engine: { simd: engine.simd, threads: engine.threads },
      dataset: {
        name: dataset.name,
        train: dataset.train.count,
        test: dataset.test.count,
        classes,
      },
      config: {
        models: summaries.map(({ id }) => id),
        epochs,
        batchSize,
        batchesPerEpoch: batches,
        sampling,
        seed,
        evaluateEachEpoch,
        ...(earlyStopping === undefined ? {} : { earlyStopping }),
      },
    },
    notices: engine.notices,
  };
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
