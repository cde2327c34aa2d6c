import { loadDataset } from '../data/dataset';
import { createEngine } from '../engine/engine';
import { resolveModel } from '../models/model';
import { joinPath } from '../platform/files';
import type { InspectedNetwork } from './inspected';
import { Inspector } from './inspector';
import { BATCH_SIZE } from './rivals';
import { readSavedWeights } from './saved-weights';
import type { InspectionSource } from './source';

/**
 * Brings a saved run's networks and test images into an engine of one thread.
 * @throws LabError if data or weights are not there any more
 */
export async function inspectSavedRun(source: InspectionSource): Promise<Inspector> {
  const { specs, models, dataFolder, simd, distFolder } = source.config;
  const { imageShape, classes, test } = await loadDataset(source.config);
  const images = { shape: imageShape, classes: classes.length };
  const saved = await Promise.all(
    models.map(async (id) => {
      const { plan, summary } = resolveModel(specs, id, images);
      return { plan, summary, weights: await readSavedWeights(source, summary) };
    }),
  );
  const engine = await createEngine({
    wasmFolder: joinPath(distFolder, 'wasm'),
    threadScript: joinPath(distFolder, 'thread.js'),
    simd,
    threads: 1,
  });
  const networks = saved.map(({ plan, summary, weights }): InspectedNetwork => {
    const network = engine.addNetwork(plan, BATCH_SIZE, { seed: 0, stream: 0 });
    network.setWeights(weights);
    return { summary, network };
  });
  const testImages = engine.addDataset(test.images, test.labels, imageShape);
  return new Inspector({ engine, networks, images, test, testImages, dataFolder });
}
