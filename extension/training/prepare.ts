import type { Dataset } from '../data/dataset';
import type { Engine } from '../engine/network-plan';
import { compareParameters } from '../models/comparison';
import { planNetwork } from '../models/plan';
import { summarizeModel } from '../models/summary';
import { batchesPerEpoch, checkImages } from './check';
import type { TrainingConfig } from './config';
import type { PreparedRun } from './run';
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
  if (config.save !== undefined) await checkSaveFolder(config.save);

  const trainees: Trainee[] = [];
  for (const spec of config.models) {
    checkImages(spec, dataset, config.dataFolder);
    const plan = planNetwork(spec, imageShape, classes.length);
    const network = engine.addNetwork(plan, config.batchSize);
    const trainee = { summary: summarizeModel(spec, imageShape), network };
    const file = config.init[spec.id];
    if (file === undefined) network.initialize(config.seed, streamOf(spec.id));
    else await loadWeights(file, trainee);
    trainees.push(trainee);
  }

  const imageSize = imageShape.reduce((product, size) => product * size, 1);
  const add = ({ images, labels }: Dataset['train']): ReturnType<Engine['addDataset']> =>
    engine.addDataset(images, labels, imageSize);
  const summaries = trainees.map(({ summary }) => summary);
  const { epochs, batchSize, sampling, seed } = config;
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
      },
    },
    notices: engine.notices,
  };
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
