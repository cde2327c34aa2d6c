import type { Engine } from '../../extension/engine/api';
import { inHex, sha256 } from '../../extension/platform/sha256';
import { MNIST, notebookIds, notebookModel, resolveSpec } from './models';
import { TestRandom } from './random';
import { drawings } from './random-network';

const IMAGES = 300;
const DRAWINGS = 200;
/** Not a multiple of 8, and several shards. */
const BATCH_SIZE = 203;
const STEPS = 3;

/** What has statistics over the batch, draws random numbers while training, or remembers past gradients. */
const everything = resolveSpec(
  {
    layers: [
      { type: 'conv2d', out_channels: 6, kernel_size: 3, stride: 2, padding: 1, bias: false },
      { type: 'batch_norm2d' },
      { type: 'gelu' },
      { type: 'layer_norm', normalized_shape: [14, 14] },
      { type: 'max_pool2d', kernel_size: 3, stride: 2, padding: 1 },
      { type: 'adaptive_avg_pool2d', output_size: [5, 4] },
      { type: 'dropout', p: 0.3 },
      { type: 'linear', out_features: 20 },
      { type: 'batch_norm1d' },
      { type: 'layer_norm' },
      { type: 'tanh' },
      { type: 'dropout' },
      { type: 'linear', out_features: 'classes' },
    ],
    optimizer: { type: 'rmsprop', lr: 0.01, momentum: 0.9 },
    initialization: 'kaiming_normal',
  },
  MNIST,
).plan;

/**
 * Initialises the notebook's networks and one of every other kind of layer, trains them for a few steps on made-up images, predicts, and
 * returns a digest of all losses, weights and logits: equal only if all bits are. Runs in browsers, too.
 */
export async function trainedDigest(engine: Engine): Promise<string> {
  const random = new TestRandom(7);
  const images = random.bytes(IMAGES * 784);
  // The first ones with the background of digits.
  images.set(drawings(random, DRAWINGS, MNIST.shape));
  const labels = Uint8Array.from({ length: IMAGES }, () => random.integer(0, 9));
  const data = engine.addDataset(images, labels, [1, 28, 28]);
  const results: Float32Array[] = [];
  const plans = [...notebookIds.map((id) => notebookModel(id).plan), everything];
  plans.forEach((plan, stream) => {
    const network = engine.addNetwork(plan, BATCH_SIZE, { seed: 42, stream });
    network.initialize();
    for (let step = 0; step < STEPS; step++) {
      const indices = Uint32Array.from({ length: BATCH_SIZE }, () => random.integer(0, IMAGES - 1));
      // All bits of a float64.
      const loss = new Float64Array([network.trainStep(data, indices)]);
      results.push(new Float32Array(loss.buffer));
    }
    for (const { data: weights } of network.weights()) results.push(weights.slice());
    results.push(network.logits(data, 0, IMAGES).slice());
  });
  return inHex(await sha256(inOnePiece(results)));
}

function inOnePiece(pieces: readonly Float32Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pieces.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const { buffer, byteOffset, byteLength } of pieces) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return bytes;
}
