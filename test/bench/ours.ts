import type { Dataset } from '../../extension/data/dataset';
import { BatchSampler } from '../../extension/data/sampling';
import { createEngine } from '../../extension/engine/engine';
import type { Network } from '../../extension/engine/api';
import type { Simd } from '#shared/protocol/events';
import { notebookIds, notebookModel } from '../support/models';
import { BATCH_SIZE, BATCHES_PER_EPOCH, type Contestant } from './contestant';

/** Our engine, on threads of this process. */
export async function startOurs(
  distFolder: string,
  { imageShape, train, test }: Dataset,
  simd: Simd,
  threads: number,
): Promise<Contestant> {
  const engine = await createEngine({
    wasmFolder: `${distFolder}/wasm`,
    threadScript: `${distFolder}/thread.js`,
    simd,
    threads,
  });
  const data = engine.addDataset(train.images, train.labels, imageShape);
  const testImages = engine.addDataset(test.images, test.labels, imageShape);
  const batches = new BatchSampler({
    sampling: 'random',
    seed: 1,
    images: train.count,
    batchSize: BATCH_SIZE,
    batchesPerEpoch: BATCHES_PER_EPOCH,
  });
  const networks = new Map<string, Network>();
  const find = (id: string): Network => {
    let network = networks.get(id);
    if (network === undefined) {
      const random = { seed: 1, stream: networks.size };
      network = engine.addNetwork(notebookModel(id).plan, BATCH_SIZE, random);
      network.initialize();
      networks.set(id, network);
    }
    return network;
  };
  return {
    name: `MNIST Lab, ${engine.simd} SIMD`,
    threads: engine.threads,
    slow: false,
    measure: (id, count) => {
      const network = find(id);
      const start = performance.now();
      for (let i = 0; i < count; i++) network.trainStep(data, batches.next());
      return Promise.resolve((performance.now() - start) / 1000);
    },
    whole: {
      lockstep: (count) => {
        const all = notebookIds.map(find);
        const start = performance.now();
        for (let i = 0; i < count; i++) {
          const batch = batches.next();
          for (const network of all) network.trainStep(data, batch);
        }
        return Promise.resolve((performance.now() - start) / 1000);
      },
      evaluate: (id, times) => {
        const network = find(id);
        const start = performance.now();
        for (let i = 0; i < times; i++) network.logits(testImages, 0, test.count);
        return Promise.resolve((performance.now() - start) / 1000);
      },
    },
    dispose: () => engine.dispose(),
  };
}
