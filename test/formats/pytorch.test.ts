/** What we export as scripts, in PyTorch, against the engine. */
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine, Tensor } from '../../extension/engine/api';
import type { Initialization } from '../../extension/engine/plan';
import { writeNpy, writeNpz } from '../../extension/formats/npy';
import { className } from '../../extension/formats/pytorch/network-class';
import { writeScript } from '../../extension/formats/pytorch/write-script';
import { writeSafetensors } from '../../extension/formats/safetensors';
import { product } from '../../extension/kernels/sizes';
import { type Images, type Model, resolveModel } from '../../extension/models/model';
import type { ModelSpec } from '../../extension/models/spec';
import type { OptimizerSpec, OptimizerType } from '../../extension/optimizers/kinds';
import { learningRate, type ScheduleSpec } from '../../extension/schedules/kinds';
import { templates } from '../../extension/vscode/settings/templates';
import {
  python,
  runScripts,
  type ScriptCase,
  type ScriptOutcome,
  skipped,
} from '../pytorch/python';
import { expectWithin } from '../support/close';
import { startEngine } from '../support/engine';
import { COLOUR, layerCases } from '../support/layer-cases';
import { MNIST } from '../support/models';
import { TestRandom } from '../support/random';
import { drawnCase, randomCase } from '../support/random-network';
import { useTemporaryFolder } from '../support/temporary-folder';

const COUNT = 24;
const BATCH = 8;
const EPOCHS = 2;
const BATCHES = COUNT / BATCH;
const SGD: OptimizerSpec = { type: 'sgd', lr: 0.05 };

/** A network, images for it, and what is to be exact in PyTorch. */
interface Case {
  readonly what: string;
  readonly model: Model;
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  /** Whether it is trained alike: not where chance has a part. */
  readonly trained: boolean;
}

/** Every optimiser with PyTorch's defaults, and with every argument. */
const optimizers: Record<OptimizerType, readonly OptimizerSpec[]> = {
  sgd: [
    SGD,
    { type: 'sgd', lr: 0.05, momentum: 0.9, weight_decay: 0.02 },
    { type: 'sgd', lr: 0.05, momentum: 0.8, nesterov: true },
  ],
  adam: [
    { type: 'adam', lr: 0.01 },
    { type: 'adam', lr: 0.01, betas: [0.8, 0.99], eps: 1e-4, weight_decay: 0.05 },
  ],
  adamw: [
    { type: 'adamw', lr: 0.01 },
    { type: 'adamw', lr: 0.01, betas: [0.7, 0.95], eps: 1e-4, weight_decay: 0.3 },
  ],
  nadam: [
    { type: 'nadam', lr: 0.01 },
    { type: 'nadam', lr: 0.01, betas: [0.8, 0.99], eps: 1e-4, weight_decay: 0.05, momentum_decay: 0.1 },
  ],
  adagrad: [
    { type: 'adagrad', lr: 0.01 },
    { type: 'adagrad', lr: 0.01, lr_decay: 0.1, initial_accumulator_value: 0.1, eps: 1e-5, weight_decay: 0.03 },
  ],
  adadelta: [
    { type: 'adadelta', lr: 1 },
    { type: 'adadelta', lr: 0.5, rho: 0.8, eps: 1e-4, weight_decay: 0.03 },
  ],
  rmsprop: [
    { type: 'rmsprop', lr: 0.01 },
    { type: 'rmsprop', lr: 0.01, alpha: 0.9, eps: 1e-4, momentum: 0.7, weight_decay: 0.03 },
  ],
}; // prettier-ignore

const schedules: Record<ScheduleSpec['type'], readonly ScheduleSpec[]> = {
  constant: [{ type: 'constant' }],
  step: [{ type: 'step', step_size: 1, gamma: 0.3 }],
  cosine: [{ type: 'cosine' }, { type: 'cosine', T_max: 5, eta_min: 0.01 }],
  one_cycle: [
    { type: 'one_cycle', max_lr: 0.1 },
    { type: 'one_cycle', max_lr: 0.1, pct_start: 0.6, div_factor: 10, final_div_factor: 3 },
  ],
  warmup: [
    { type: 'warmup', total_iters: 4 },
    { type: 'warmup', total_iters: 9, start_factor: 0.1 },
  ],
};

const small: ModelSpec['layers'] = [
  { type: 'conv2d', name: 'conv_1', out_channels: 4, kernel_size: 3, stride: 2 },
  { type: 'tanh' },
  { type: 'linear', name: 'head', out_features: 'classes' },
];

function caseOf(what: string, spec: ModelSpec, images: Images, seed: number): Case {
  const random = new TestRandom(seed);
  return {
    what,
    model: resolveModel({ tiny: spec }, 'tiny', images),
    images: random.bytes(COUNT * product(images.shape)),
    labels: Uint8Array.from({ length: COUNT }, () => random.integer(0, images.classes - 1)),
    trained: !spec.layers.some((layer) => layer.type === 'dropout') && spec.augment === undefined,
  };
}

/** What first weights have, by inputs of one output and outputs of one input: see `torch.nn.init`. */
const deviations: Record<Initialization, (fanIn: number, fanOut: number) => number> = {
  default: (fanIn) => Math.sqrt(1 / 3 / fanIn),
  xavier_uniform: (fanIn, fanOut) => Math.sqrt(2 / (fanIn + fanOut)),
  xavier_normal: (fanIn, fanOut) => Math.sqrt(2 / (fanIn + fanOut)),
  kaiming_uniform: (fanIn) => Math.sqrt(2 / fanIn),
  kaiming_normal: (fanIn) => Math.sqrt(2 / fanIn),
};

const statistics = { mean: [10, 100, 250], deviation: [70, 60, 90] };

const cases: readonly Case[] = [
  ...layerCases.map(({ kind, at, layers }) =>
    caseOf(`${kind} (${at})`, { layers, optimizer: SGD }, COLOUR, at),
  ),
  ...Object.values(optimizers).flatMap((several) =>
    several.map((optimizer, at) =>
      caseOf(`${optimizer.type} (${at})`, { layers: small, optimizer }, COLOUR, at),
    ),
  ),
  ...Object.values(schedules).flatMap((several) =>
    several.map((schedule, at) =>
      caseOf(`${schedule.type} (${at})`, { layers: small, optimizer: SGD, schedule }, COLOUR, at),
    ),
  ),
  ...(['centered', 'unit', 'standard'] as const).map((normalization) =>
    caseOf(
      `images that are ${normalization}`,
      { layers: small, optimizer: SGD, normalization },
      { ...COLOUR, statistics: () => statistics },
      3,
    ),
  ),
  caseOf(
    'class weights',
    { layers: small, optimizer: SGD, class_weights: [1, 0.2, 3, 7] },
    COLOUR,
    4,
  ),
  ...Object.keys(deviations).map((initialization) => {
    const layers = [
      { type: 'conv2d', out_channels: 8, kernel_size: 3, stride: 2 },
      { type: 'layer_norm' },
      { type: 'linear', out_features: 'classes' },
    ] as const;
    const spec = { layers, optimizer: SGD, initialization: initialization as Initialization };
    return caseOf(initialization, spec, MNIST, 5);
  }),
  ...templates
    .filter(({ matches }) => !matches)
    .map((template) => caseOf(`the template ${template.id}`, template.spec(''), MNIST, 5)),
  ...Array.from({ length: 20 }, (_, seed) => {
    const make = seed % 2 === 0 ? randomCase : drawnCase;
    const { spec, imageShape: shape, classes, images, labels } = make(seed, COUNT);
    // Some of their optimisers scale up gradients that are none but rounding: see the zoo.
    const own = caseOf(`random, seed ${seed}`, { ...spec, optimizer: SGD }, { shape, classes }, 1);
    return { ...own, images, labels };
  }),
];

const folder = useTemporaryFolder();
let engine: Engine;
const outcomes: { ours: Ours; theirs: ScriptOutcome }[] = [];

interface Ours {
  readonly before: Float32Array;
  readonly losses: readonly number[];
  readonly weights: readonly Tensor[];
  readonly after: Float32Array;
}

const batches = Array.from({ length: EPOCHS * BATCHES }, (_, at) =>
  Uint32Array.from({ length: BATCH }, (_, i) => (7 * (at * BATCH + i) + at) % COUNT),
);

/** Writes a case down for PyTorch, and trains it here. */
async function prepare(given: Case, at: number): Promise<[ScriptCase, Ours]> {
  const { model, images, labels, trained } = given;
  const { plan, schedule } = model;
  const data = engine.addDataset(images, labels, plan.inputShape);
  const network = engine.addNetwork(plan, COUNT, { seed: 1, stream: 2 });
  network.initialize();
  const paths = {
    ...{ script: folder(`${at}.py`), weights: folder(`${at}.safetensors`) },
    ...{ images: folder(`${at}.npz`), batches: folder('batches.npy') },
  };
  const set = { shape: [COUNT, ...plan.inputShape], data: images };
  const answers = { shape: [COUNT], data: labels };
  const recipe = {
    ...{ data: { type: 'npz', file: `${at}.npz` } as const, imageShape: plan.inputShape },
    classes: Array.from({ length: Math.max(...labels) + 1 }, (_, label) => `class ${label}`),
    ...({
      validation: false,
      epochs: EPOCHS,
      batchSize: BATCH,
      sampling: 'random',
      seed: 1,
    } as const),
  };
  const files = { script: `${at}.py`, weights: `${at}.safetensors`, batches: 'batches.npy' };
  await writeFile(paths.script, writeScript(model, recipe, files));
  await writeFile(
    paths.images,
    writeNpz({ train_images: set, train_labels: answers, test_images: set, test_labels: answers }),
  );
  await writeFile(paths.weights, writeSafetensors(network.weights()));
  const before = network.logits(data, 0, COUNT);
  const losses = batches.map((batch, step) => {
    if (!trained) return 0;
    const epoch = Math.floor(step / BATCHES);
    const place = { step, epoch, batchesPerEpoch: BATCHES, epochs: EPOCHS };
    return network.trainStep(data, batch, learningRate(schedule, plan.optimizer.lr, place));
  });
  return [
    {
      ...paths,
      network: className('tiny'),
      ...{ epochs: trained ? EPOCHS : 0, batchSize: BATCH },
    },
    { before, losses, weights: network.weights(), after: network.logits(data, 0, COUNT) },
  ];
}

const close = (value: number): number => 5e-6 * (1 + Math.abs(value));

describe.skipIf(python === null)(`a script does in PyTorch what the engine does${skipped}`, () => {
  beforeAll(async () => {
    engine = await startEngine('portable', 1);
    const indices = Uint16Array.from(batches.flatMap((batch) => [...batch]));
    await writeFile(
      folder('batches.npy'),
      writeNpy({ shape: [EPOCHS, BATCHES, BATCH], data: indices }),
    );
    const prepared: [ScriptCase, Ours][] = [];
    for (const [at, given] of cases.entries()) prepared.push(await prepare(given, at));
    const theirs = await runScripts(prepared.map(([script]) => script));
    for (const [at, [, ours]] of prepared.entries()) outcomes.push({ ours, theirs: theirs[at]! });
  });
  afterAll(() => engine.dispose());

  test.each(cases.map(({ what, trained }, at) => ({ what, at, trained })))(
    'with $what',
    ({ at, trained }) => {
      const { ours, theirs } = outcomes[at]!;
      expectWithin(theirs.before, ours.before, 'logits', close);
      expect(Object.keys(theirs.tensors)).toEqual(ours.weights.map(({ name }) => name));
      if (!trained) return;
      expectWithin(theirs.losses, ours.losses, 'losses', close);
      for (const { name, data } of ours.weights) {
        expectWithin(theirs.tensors[name]!, data, name, (value) => 10 * close(value));
      }
      expectWithin(theirs.after, ours.after, 'logits afterwards', (value) => 40 * close(value));
    },
  );

  test.each(Object.entries(deviations))('with first weights that are %s', (kind, deviation) => {
    const { theirs } = outcomes[cases.findIndex(({ what }) => what === kind)]!;
    const { '0.weight': convolution, '1.weight': norm, '2.weight': linear } = theirs.fresh;
    const share = (found: number, wanted: number): number => Math.abs(found / wanted - 1);
    expect(share(convolution!, deviation(9, 72))).toBeLessThan(0.25);
    expect(share(linear!, deviation(1352, 10))).toBeLessThan(0.03);
    expect(norm).toBe(0);
  });
});
