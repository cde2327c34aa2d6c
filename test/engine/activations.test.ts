import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../extension/engine/api';
import type { NetworkPlan } from '../../extension/engine/plan';
import type { ModelSpec } from '../../extension/models/spec';
import { expectClose, expectSameBits } from '../support/close';
import { consecutive, startEngine } from '../support/engine';
import { MNIST, notebookModel, resolveSpec } from '../support/models';
import { TestRandom } from '../support/random';
import { normalizePixels } from '../support/reference';
import { ReferenceNetwork, toParameters } from '../support/reference-network';

const IMAGES = 40;

const optimizer = { type: 'sgd', lr: 0.1 } as const;
/** Padding, pooling, norms and dropout around convolutions, and one without an activation. */
const deep: ModelSpec = {
  layers: [
    { type: 'conv2d', out_channels: 5, kernel_size: 3, padding: 1, bias: false },
    { type: 'batch_norm2d' },
    { type: 'gelu' },
    { type: 'max_pool2d', kernel_size: 2 },
    { type: 'conv2d', out_channels: 7, kernel_size: [3, 2], stride: [2, 1] },
    { type: 'dropout' },
    { type: 'conv2d', out_channels: 3, kernel_size: 2, padding: 1 },
    { type: 'layer_norm' },
    { type: 'tanh' },
    { type: 'linear', out_features: 'classes' },
  ],
  optimizer,
};

/** The layer of the plan whose output the maps of each convolution are. */
const cases: { name: string; plan: NetworkPlan; shown: Record<string, number> }[] = [
  { name: 'mlp', plan: notebookModel('mlp').plan, shown: {} },
  { name: 'cnn', plan: notebookModel('cnn').plan, shown: { conv_1: 1 } },
  { name: 'cnn-big', plan: notebookModel('cnn-big').plan, shown: { conv_1: 1, conv_2: 3 } },
  { name: 'deep', plan: resolveSpec(deep, MNIST).plan, shown: { '0': 2, '4': 4, '6': 8 } },
];

describe.each([
  { simd: 'portable', threads: 1 },
  { simd: 'relaxed', threads: 2 },
] as const)('feature maps with $simd SIMD on $threads threads', ({ simd, threads }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine(simd, threads);
  });
  afterAll(() => engine.dispose());

  it.each(cases)('of $name are those of float64, after the activation', ({ plan, shown }) => {
    const random = new TestRandom(3);
    const images = random.bytes(IMAGES * 784);
    const labels = Uint8Array.from({ length: IMAGES }, () => random.integer(0, 9));
    const data = engine.addDataset(images, labels, [1, 28, 28]);
    const network = engine.addNetwork(plan, IMAGES, { seed: 5, stream: 0 });
    network.initialize();
    for (let step = 0; step < 3; step++) network.trainStep(data, consecutive(0, IMAGES));
    const before = network.weights();

    const index = 17;
    const maps = network.activations(data, index);
    const pixels = images.subarray(index * 784, (index + 1) * 784);
    const reference = new ReferenceNetwork(plan);
    const outputs = reference.outputs(toParameters(before), normalizePixels(pixels), 1);
    expect(maps.map(({ name }) => name)).toEqual(Object.keys(shown));
    for (const { name, channels, height, width, values } of maps) {
      const layer = plan.layers.find((one) => one.type === 'conv2d' && one.name === name);
      expect(layer).toMatchObject({ outChannels: channels, outputSize: [height, width] });
      const shape = [channels, height, width];
      expectClose(values, outputs[shown[name]!]!, `${name} of one image`, {
        terms: 100,
        factor: 8,
        shape,
      });
    }

    // Looking changes nothing, and a drawing is an image as any other.
    const canvas = engine.addCanvas([1, 28, 28]);
    canvas.draw(pixels);
    expect(network.activations(canvas, 0)).toEqual(maps);
    expectSameBits(
      network.logits(canvas, 0, 1),
      network.logits(data, index, 1),
      'a drawn test image',
    );
    expectClose(network.logits(canvas, 0, 1), outputs.at(-1)!, 'logits of the drawing', {
      terms: 3000,
    });
    expect(network.weights()).toEqual(before);
  });

  it('of a canvas follow what is drawn, and other sizes are refused', () => {
    const network = engine.addNetwork(notebookModel('cnn').plan, 8, { seed: 1, stream: 0 });
    network.initialize();
    const canvas = engine.addCanvas([1, 28, 28]);
    const blank = network.activations(canvas, 0);
    canvas.draw(new Uint8Array(784).fill(255));
    const full = network.activations(canvas, 0);
    expect(full).not.toEqual(blank);
    canvas.draw(new Uint8Array(784));
    expect(network.activations(canvas, 0)).toEqual(blank);
    expect(() => {
      canvas.draw(new Uint8Array(783));
    }).toThrow(RangeError);
    expect(() => network.activations(canvas, 1)).toThrow(RangeError);
  });
});
