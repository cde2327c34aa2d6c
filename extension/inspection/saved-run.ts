import type { ImageSet } from '../data/dataset';
import { loadSplit } from '../data/load-split';
import { statisticsOf } from '../data/statistics';
import { createEngine } from '../engine/engine';
import { inputsOf, resolveModel } from '../models/model';
import { joinPath } from '../platform/files';
import { workerScript } from '../platform/worker';
import { changeOf } from './changed-data';
import type { InspectedNetwork, InspectedPart } from './inspected';
import { examplesOf } from './examples';
import { Inspector } from './inspector';
import { BATCH_SIZE } from './rivals';
import { readSavedWeights } from './saved-weights';
import type { InspectionSource } from './source';

/**
 * Brings a saved run's networks and the images that they were judged by into an engine of one thread.
 * @throws LabError if data or weights are not there any more
 */
export async function inspectSavedRun(source: InspectionSource): Promise<Inspector> {
  const { specs, models, data, simd, distFolder } = source.config;
  const dataset = await loadSplit(source.config);
  const { imageShape, classes, validation, test } = dataset;
  const images = {
    ...{ shape: imageShape, classes: classes.length },
    ...{ statistics: statisticsOf(dataset), ...inputsOf(source.config) },
  };
  const saved = await Promise.all(
    models.map(async (id) => {
      const { plan, summary } = resolveModel(specs, id, images);
      return { plan, summary, weights: await readSavedWeights(source, summary) };
    }),
  );
  const engine = await createEngine({
    wasmFolder: joinPath(distFolder, 'wasm'),
    threadScript: workerScript(distFolder, 'thread'),
    simd,
    threads: 1,
  });
  const networks = saved.map(({ plan, summary, weights }): InspectedNetwork => {
    const network = engine.addNetwork(plan, BATCH_SIZE, { seed: 0, stream: 0 });
    network.setWeights(weights);
    return { summary, network, normalization: plan.normalization };
  });
  const add = (set: ImageSet): InspectedPart => ({
    set,
    images: engine.addDataset(set.images, set.labels, imageShape),
  });
  const parts = { validation: validation && add(validation), test: add(test) };
  const changed = await changeOf(source.dataset, dataset);
  return new Inspector({
    ...{ engine, networks, images, parts, data, changed },
    codecFolder: joinPath(distFolder, 'codecs'),
    examples: examplesOf(dataset.train),
  });
}
