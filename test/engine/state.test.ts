import { expect, test } from 'vitest';
import type { Network, NetworkState } from '../../extension/engine/api';
import type { LayerSpec } from '../../extension/layers/kinds';
import { optimizerKinds, type OptimizerSpec } from '../../extension/optimizers/kinds';
import { learningRate, type ScheduleSpec, scheduleKinds } from '../../extension/schedules/kinds';
import { withEngine } from '../support/engine';
import { MNIST, resolveSpec } from '../support/models';
import { TestRandom } from '../support/random';
import { drawings } from '../support/random-network';
import { refusal } from '../support/refusal';

const IMAGES = 120;
/** No multiple of 8, and several shards. */
const BATCH_SIZE = 43;
const BEFORE = 3;
const AFTER = 3;

/** Running statistics, random numbers of each step, and a first layer that keeps its weights in an order of its own. */
const networks: Readonly<Record<string, readonly LayerSpec[]>> = {
  convolutions: [
    { type: 'conv2d', out_channels: 3, kernel_size: 3, stride: 3, bias: false },
    { type: 'batch_norm2d' },
    { type: 'relu' },
    { type: 'dropout', p: 0.4 },
    { type: 'linear', out_features: 'classes' },
  ],
  linear: [
    { type: 'linear', out_features: 13 },
    { type: 'batch_norm1d', momentum: 0.3 },
    { type: 'sigmoid' },
    { type: 'dropout' },
    { type: 'linear', out_features: 'classes' },
  ],
};

const optimizers: readonly OptimizerSpec[] = [
  { type: 'sgd', lr: 0.1 },
  { type: 'sgd', lr: 0.1, momentum: 0.9, nesterov: true, weight_decay: 0.01 },
  { type: 'adam', lr: 0.01, weight_decay: 0.1 },
  { type: 'adamw', lr: 0.01 },
  { type: 'nadam', lr: 0.01 },
  { type: 'adagrad', lr: 0.05, lr_decay: 0.3, initial_accumulator_value: 0.1 },
  { type: 'adadelta', lr: 1 },
  { type: 'rmsprop', lr: 0.01, momentum: 0.9 },
];

const schedules: readonly ScheduleSpec[] = [
  { type: 'constant' },
  { type: 'step', step_size: 1, gamma: 0.5 },
  { type: 'cosine' },
  { type: 'one_cycle', max_lr: 0.1 },
  { type: 'warmup', total_iters: 5 },
];

test('every optimiser and schedule that there is takes part', () => {
  const types = (specs: readonly { readonly type: string }[]): Set<string> =>
    new Set(specs.map(({ type }) => type));
  expect(types(optimizers)).toEqual(new Set(Object.keys(optimizerKinds)));
  expect(types(schedules)).toEqual(new Set(Object.keys(scheduleKinds)));
});

const cases = Object.keys(networks).flatMap((layers) =>
  optimizers.flatMap((optimizer, at) =>
    (['portable', 'relaxed'] as const).flatMap((simd) =>
      [1, 2].map((threads) => ({ layers, optimizer, simd, threads, at })),
    ),
  ),
);

test.each(cases)(
  'steps before and after a state was taken and given back are those of a network that went on: $layers, $optimizer.type, $simd, $threads',
  async ({ layers, optimizer, simd, threads, at }) => {
    const schedule = schedules[at % schedules.length]!;
    const { plan } = resolveSpec({ layers: networks[layers]!, optimizer }, MNIST);
    const random = new TestRandom(11);
    const images = drawings(random, IMAGES, MNIST.shape);
    const labels = Uint8Array.from({ length: IMAGES }, () => random.integer(0, 9));
    const batches = Array.from({ length: BEFORE + AFTER }, () =>
      Uint32Array.from({ length: BATCH_SIZE }, () => random.integer(0, IMAGES - 1)),
    );
    const source = { seed: 42, stream: 3 };
    const rate = (step: number): number =>
      learningRate(schedule, optimizer.lr, {
        ...{ step, epoch: Math.floor(step / 2), batchesPerEpoch: 2, epochs: 3 },
      });

    const whole = await withEngine(simd, threads, (engine) => {
      const data = engine.addDataset(images, labels, MNIST.shape);
      const network = engine.addNetwork(plan, BATCH_SIZE, source);
      network.initialize();
      const losses: number[] = [];
      let [between, passing]: (NetworkState | undefined)[] = [];
      for (const [step, batch] of batches.entries()) {
        if (step === BEFORE) {
          between = network.state();
          passing = copyOf(network.state(false));
        }
        losses.push(network.trainStep(data, batch, rate(step)));
      }
      return { losses, between: between!, passing: passing!, ...outcome(network) };
    });
    expect(whole.between.step).toBe(BEFORE);
    expect(whole.passing).toEqual(whole.between);

    await withEngine(simd, threads === 1 ? 2 : 1, (engine) => {
      const data = engine.addDataset(images, labels, MNIST.shape);
      const network = engine.addNetwork(plan, BATCH_SIZE, source);
      // What another run has left there does not matter.
      network.initialize();
      network.trainStep(data, batches[5]!);
      network.setState(whole.between);
      expect(copyOf(network.state())).toEqual(whole.between);
      const losses = batches
        .slice(BEFORE)
        .map((batch, i) => network.trainStep(data, batch, rate(BEFORE + i)));
      expect(losses).toEqual(whole.losses.slice(BEFORE));
      expect(outcome(network)).toEqual({ weights: whole.weights, state: whole.state });
    });
  },
);

test('a state names what the optimiser keeps as PyTorch does, in the shapes of the parameters', async () => {
  const names = async (optimizer: OptimizerSpec): Promise<string[]> => {
    const { plan } = resolveSpec({ layers: networks.linear!, optimizer }, MNIST);
    return withEngine('portable', 1, (engine) => {
      const network = engine.addNetwork(plan, 8, { seed: 0, stream: 0 });
      return network.state().optimizer.map(({ name, shape }) => `${name} [${shape.join(', ')}]`);
    });
  };
  expect(await names({ type: 'sgd', lr: 0.1 })).toEqual([]);
  const adam = await names({ type: 'adam', lr: 0.1 });
  expect(adam).toHaveLength(12);
  expect(adam[0]).toBe('exp_avg/0.weight [13, 784]');
  expect(adam[11]).toMatch(/^exp_avg_sq\/.*\.bias \[10\]$/);
  expect((await names({ type: 'sgd', lr: 0.1, momentum: 0.9 }))[1]).toBe(
    'momentum_buffer/0.bias [13]',
  );
});

test('a state of another network is refused, naming the tensor', async () => {
  const optimizer: OptimizerSpec = { type: 'adam', lr: 0.1 };
  const { plan } = resolveSpec({ layers: networks.linear!, optimizer }, MNIST);
  const other = resolveSpec({ layers: networks.convolutions!, optimizer }, MNIST).plan;
  await withEngine('portable', 1, async (engine) => {
    const source = { seed: 0, stream: 0 };
    const state = engine.addNetwork(other, 8, source).state();
    const network = engine.addNetwork(plan, 8, source);
    const refused = await refusal(() => {
      network.setState(state);
    });
    expect(refused.kind).toBe('input');
    expect(refused.message).toBe(
      'exp_avg/0.weight must have shape [13, 784], but has [3, 1, 3, 3].',
    );
  });
});

/** Typed arrays as bit patterns: of NaN and -0, too, nothing else is the same. */
function outcome(network: Network): { readonly weights: unknown; readonly state: unknown } {
  return { weights: network.weights().map(bits), state: network.state().optimizer.map(bits) };
}

function bits({ data }: { readonly data: Float32Array }): Uint32Array {
  return new Uint32Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength));
}

/** As if it had been on disk: no memory of an engine behind it. */
function copyOf(state: NetworkState): NetworkState {
  const copies = (tensors: NetworkState['weights']): NetworkState['weights'] =>
    tensors.map((tensor) => ({ ...tensor, data: tensor.data.slice() }));
  return { ...state, weights: copies(state.weights), optimizer: copies(state.optimizer) };
}
