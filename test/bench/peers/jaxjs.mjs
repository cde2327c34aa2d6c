/**
 * jax-js on its WASM backend as a peer of the benchmark: see peer.ts for what goes over the pipes.
 *
 *     node jaxjs.mjs <folder with the IDX files>
 *
 * Its arrays count references: an operation uses up its operands, and `.ref` keeps one for later.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

console.log = console.warn = console.info = console.error;
const { defaultDevice, init, jit, lax, nn, numpy: np, valueAndGrad } = await import('@jax-js/jax');

const [folder] = process.argv.slice(2);
const BATCH_SIZE = 1024;
const RATE = 0.01;

await init('wasm');
defaultDevice('wasm');

const pixels = readFileSync(join(folder, 'train-images-idx3-ubyte')).subarray(16);
const labels = readFileSync(join(folder, 'train-labels-idx1-ubyte')).subarray(8);

function uniform(shape, fanIn) {
  const count = shape.reduce((product, size) => product * size, 1);
  const values = Float32Array.from({ length: count }, () => (2 * Math.random() - 1) / fanIn ** 0.5);
  return np.array(values).reshape(shape);
}

/** Weight (in, out) and bias. */
const linear = (inputs, outputs) => [
  uniform([inputs, outputs], inputs),
  uniform([outputs], inputs),
];

/** Weight (out, in, kernel, kernel) and bias. */
const conv2d = (inputs, outputs, kernel) => [
  uniform([outputs, inputs, kernel, kernel], inputs * kernel ** 2),
  uniform([1, outputs, 1, 1], inputs * kernel ** 2),
];

const applyLinear = (x, weight, bias) => np.dot(x, weight).add(bias);
const applyConv2d = (x, weight, bias, stride) =>
  lax.conv(x, weight, [stride, stride], 'VALID').add(bias);

const networks = {
  mlp: {
    parameters: () => [...linear(784, 170), ...linear(170, 10)],
    logits: ([w1, b1, w2, b2], x) =>
      applyLinear(nn.sigmoid(applyLinear(x.reshape([BATCH_SIZE, 784]), w1, b1)), w2, b2),
  },
  cnn: {
    parameters: () => [...conv2d(1, 20, 3), ...linear(13520, 10)],
    logits: ([w1, b1, w2, b2], x) =>
      applyLinear(nn.sigmoid(applyConv2d(x, w1, b1, 1)).reshape([BATCH_SIZE, 13520]), w2, b2),
  },
};

function make(name) {
  if (!(name in networks)) throw new Error('jax-js itself has no Adam');
  const { parameters, logits } = networks[name];
  const loss = (weights, x, hot) =>
    np.negative(nn.logSoftmax(logits(weights, x)).mul(hot).sum()).mul(1 / BATCH_SIZE);
  const gradient = jit(valueAndGrad(loss));
  let weights = parameters();
  return async (x, hot) => {
    const [cost, gradients] = gradient(
      weights.map((weight) => weight.ref),
      x,
      hot,
    );
    weights = weights.map((weight, i) => weight.sub(gradients[i].mul(RATE)));
    return cost.jsAsync();
  };
}

/** A sample without replacement. */
function draw() {
  const picked = new Set();
  while (picked.size < BATCH_SIZE) picked.add(Math.floor(Math.random() * labels.length));
  return [...picked];
}

async function train(step, batches) {
  const start = performance.now();
  for (let batch = 0; batch < batches; batch++) {
    const x = new Float32Array(BATCH_SIZE * 784);
    const hot = new Float32Array(BATCH_SIZE * 10);
    draw().forEach((index, row) => {
      for (let i = 0; i < 784; i++) x[row * 784 + i] = pixels[index * 784 + i] / 256 - 0.5;
      hot[row * 10 + labels[index]] = 1;
    });
    const cost = await step(
      np.array(x).reshape([BATCH_SIZE, 1, 28, 28]),
      np.array(hot).reshape([BATCH_SIZE, 10]),
    );
    if (!Number.isFinite(cost)) throw new Error(`the loss is ${cost}`);
  }
  return (performance.now() - start) / 1000;
}

function say(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

const steps = new Map();
const require = createRequire(import.meta.url);
const manifest = join(require.resolve('@jax-js/jax'), '../../package.json');
say({ type: 'ready', version: JSON.parse(readFileSync(manifest, 'utf8')).version });
for await (const line of createInterface({ input: process.stdin })) {
  const { network, batches } = JSON.parse(line);
  try {
    if (!steps.has(network)) steps.set(network, make(network));
    say({ type: 'measured', seconds: await train(steps.get(network), batches) });
  } catch (error) {
    say({ type: 'failed', reason: String(error.message).split('\n')[0].slice(0, 120) });
  }
}
