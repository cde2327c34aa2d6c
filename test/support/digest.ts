import { createHash } from 'node:crypto';
import type { Engine } from '../../extension/engine/network-plan';
import { notebookModel } from './models';
import { TestRandom } from './random';

const IMAGES = 300;
/** Not a multiple of 8, and several shards. */
const BATCH_SIZE = 203;
const STEPS = 3;

/**
 * Initialises the notebook's networks, trains them for a few steps on made-up images, predicts, and
 * returns a digest of all losses, weights and probabilities: equal only if all bits are.
 */
export function trainedDigest(engine: Engine): string {
  const random = new TestRandom(7);
  const images = random.bytes(IMAGES * 784);
  const labels = Uint8Array.from({ length: IMAGES }, () => random.integer(0, 9));
  const data = engine.addDataset(images, labels, 784);
  const hash = createHash('sha256');
  ['mlp', 'cnn', 'cnn-big'].forEach((id, stream) => {
    const network = engine.addNetwork(notebookModel(id).plan, BATCH_SIZE, { seed: 42, stream });
    network.initialize();
    for (let step = 0; step < STEPS; step++) {
      const indices = Uint32Array.from({ length: BATCH_SIZE }, () => random.integer(0, IMAGES - 1));
      hash.update(new Float64Array([network.trainStep(data, indices)]));
    }
    for (const { data: weights } of network.weights()) hash.update(weights);
    hash.update(network.predict(data, 0, IMAGES));
  });
  return hash.digest('hex');
}
