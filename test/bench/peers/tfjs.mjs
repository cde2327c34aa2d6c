/**
 * TensorFlow.js as a peer of the benchmark: see peer.ts for what goes over the pipes.
 *
 *     node tfjs.mjs <folder with the IDX files> <wasm|cpu>
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

// Advice on other packages goes to standard output, which is ours.
console.log = console.warn = console.info = console.error;
const tf = await import('@tensorflow/tfjs');
const wasm = await import('@tensorflow/tfjs-backend-wasm');

const [folder, backend] = process.argv.slice(2);
const BATCH_SIZE = 1024;

if (backend === 'wasm') {
  const require = createRequire(import.meta.url);
  const { setWasmPaths } = wasm.setWasmPaths ? wasm : wasm.default;
  setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
}
if (!(await tf.setBackend(backend))) throw new Error(`the ${backend} backend does not start`);
await tf.ready();

const pixels = readFileSync(join(folder, 'train-images-idx3-ubyte')).subarray(16);
const labels = readFileSync(join(folder, 'train-labels-idx1-ubyte')).subarray(8);

function make(name) {
  const { layers } = tf;
  const inputShape = [28, 28, 1];
  const conv = (filters, kernelSize, strides, activation, more) =>
    layers.conv2d({ filters, kernelSize, strides, activation, ...more });
  const stack = {
    mlp: () => [
      layers.flatten({ inputShape }),
      layers.dense({ units: 170, activation: 'sigmoid' }),
    ],
    cnn: () => [conv(20, 3, 1, 'sigmoid', { inputShape }), layers.flatten()],
    'cnn-big': () => [
      conv(20, 3, 1, 'relu', { inputShape }),
      conv(20, 2, 2, 'relu'),
      layers.flatten(),
    ],
  }[name]();
  const model = tf.sequential({ layers: [...stack, layers.dense({ units: 10 })] });
  const optimizer = name === 'cnn-big' ? tf.train.adam(0.01) : tf.train.sgd(0.01);
  return { model, optimizer };
}

/** A sample without replacement. */
function draw() {
  const picked = new Set();
  while (picked.size < BATCH_SIZE) picked.add(Math.floor(Math.random() * labels.length));
  return [...picked];
}

async function train({ model, optimizer }, batches) {
  const start = performance.now();
  for (let batch = 0; batch < batches; batch++) {
    const indices = draw();
    const x = new Float32Array(BATCH_SIZE * 784);
    indices.forEach((index, row) => {
      for (let i = 0; i < 784; i++) x[row * 784 + i] = pixels[index * 784 + i] / 256 - 0.5;
    });
    const cost = tf.tidy(() => {
      const images = tf.tensor4d(x, [BATCH_SIZE, 28, 28, 1]);
      const hot = tf.oneHot(
        tf.tensor1d(
          Int32Array.from(indices, (i) => labels[i]),
          'int32',
        ),
        10,
      );
      const loss = () =>
        tf.losses.softmaxCrossEntropy(hot, model.apply(images, { training: true }));
      return optimizer.minimize(loss, true);
    });
    await cost.data();
    cost.dispose();
  }
  return (performance.now() - start) / 1000;
}

function say(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

const networks = new Map();
say({ type: 'ready', version: tf.version.tfjs ?? tf.version_core });
for await (const line of createInterface({ input: process.stdin })) {
  const { network, batches } = JSON.parse(line);
  try {
    if (!networks.has(network)) networks.set(network, make(network));
    say({ type: 'measured', seconds: await train(networks.get(network), batches) });
  } catch (error) {
    say({ type: 'failed', reason: String(error.message).split('\n')[0].slice(0, 120) });
  }
}
