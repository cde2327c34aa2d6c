import { describe, expect, test } from 'vitest';
import { keepsOf } from './dropout';
import { expectWithin } from './close';
import { readLayerFixtures, readZooFixtures, type ZooTensors } from './fixtures';
import { planOf } from './models';
import { layerNormBackward, layerNormForward, poolBackward, poolForward } from './reference-layers';
import { type Parameters, ReferenceNetwork } from './reference-network';
import { TestRandom } from './random';
import {
  activation,
  activationGradients,
  conv2dBackward,
  conv2dForward,
  conv2dOutputSize,
  type Conv2dSizes,
  crossEntropy,
  type LayerGradients,
  linearBackward,
  linearForward,
  normalizePixels,
  type Numbers,
  ReferenceOptimizer,
  softmax,
} from './reference';

const fixtures = readLayerFixtures();
const zoo = readZooFixtures();
const SGD = { type: 'sgd', lr: 0.01, momentum: 0, nesterov: false, weightDecay: 0 } as const;
const ADAM = { type: 'adam', lr: 0.01, betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0 } as const;

/** The fixtures have 15 digits. */
function expectSame(actual: Numbers, expected: Numbers, what: string): void {
  expectWithin(actual, expected, what, (value) => 1e-13 * (1 + Math.abs(value)));
}

/** Gradient of `loss` at `x` by central differences. */
function differences(loss: (x: Float64Array) => number, x: Numbers): Float64Array {
  const step = 1e-5;
  return Float64Array.from(x, (_, i) => {
    const at = (change: number): number => {
      const moved = Float64Array.from(x);
      moved[i]! += change;
      return loss(moved);
    };
    return (at(step) - at(-step)) / (2 * step);
  });
}

function expectGradient(
  actual: Numbers,
  loss: (x: Float64Array) => number,
  x: Numbers,
  what: string,
): void {
  const expected = differences(loss, x);
  expectWithin(actual, expected, what, (value) => 1e-8 * (1 + Math.abs(value)));
}

function dot(a: Numbers, b: Numbers): number {
  return Float64Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);
}

function expectLayerGradients(
  forward: (x: Numbers, weight: Numbers, bias: Numbers) => Float64Array,
  { x, weight, bias, dy }: Record<'x' | 'weight' | 'bias' | 'dy', Numbers>,
  { dx, dWeight, dBias }: LayerGradients,
): void {
  expectGradient(dx, (moved) => dot(forward(moved, weight, bias), dy), x, 'dx');
  expectGradient(dWeight, (moved) => dot(forward(x, moved, bias), dy), weight, 'dWeight');
  expectGradient(dBias, (moved) => dot(forward(x, weight, moved), dy), bias, 'dBias');
}

describe('the float64 reference agrees with PyTorch', () => {
  test.each(fixtures.linear)('linear $batch × $inFeatures → $outFeatures', (given) => {
    expectSame(linearForward(given.x, given.weight, given.bias, given), given.y, 'y');
    const { dx, dWeight, dBias } = linearBackward(given.x, given.weight, given.dy, given);
    expectSame(dx, given.dx, 'dx');
    expectSame(dWeight, given.dWeight, 'dWeight');
    expectSame(dBias, given.dBias, 'dBias');
  });

  test.each(fixtures.conv2d)(
    'conv2d of $inChannels × $inputSize, kernel $kernelSize, stride $stride',
    (given) => {
      expectSame(conv2dForward(given.x, given.weight, given.bias, given), given.y, 'y');
      const { dx, dWeight, dBias } = conv2dBackward(given.x, given.weight, given.dy, given);
      expectSame(dx, given.dx, 'dx');
      expectSame(dWeight, given.dWeight, 'dWeight');
      expectSame(dBias, given.dBias, 'dBias');
    },
  );

  test.each(['sigmoid', 'relu'] as const)('%s', (name) => {
    const { x, y, dy, dx } = fixtures[name];
    const { value, derivative } = activation(name);
    expectSame(x.map(value), y, 'y');
    expectSame(
      dy.map((gradient, i) => gradient * derivative(x[i]!)),
      dx,
      'dx from x',
    );
    expectSame(
      dy.map((value, i) => activationGradients[name](value, y[i]!)),
      dx,
      'dx from y',
    );
  });

  test.each(fixtures.crossEntropy)('cross-entropy of $batch × $classes logits', (given) => {
    const { loss, dLogits } = crossEntropy(given.logits, given.labels, given.classes);
    expectSame([loss], [given.loss], 'loss');
    expectSame(dLogits, given.dLogits, 'dLogits');
    expectSame(softmax(given.logits, given.classes), given.probabilities, 'probabilities');
  });

  test('SGD, step after step', () => {
    let parameters: Numbers = fixtures.sgd.parameters;
    const sgd = new ReferenceOptimizer(parameters.length, SGD);
    fixtures.sgd.gradients.forEach((gradients, step) => {
      parameters = sgd.update(parameters, gradients);
      expectSame(parameters, fixtures.sgd.updated[step]!, `step ${step + 1}`);
    });
  });

  test('Adam, step after step', () => {
    let parameters: Numbers = fixtures.adam.parameters;
    const adam = new ReferenceOptimizer(parameters.length, ADAM);
    fixtures.adam.gradients.forEach((gradients, step) => {
      parameters = adam.update(parameters, gradients);
      expectSame(parameters, fixtures.adam.updated[step]!, `step ${step + 1}`);
    });
  });
});

/** The fixtures are printed with ten digits. */
function expectPrinted(actual: Numbers, expected: Numbers, what: string): void {
  expectWithin(actual, expected, what, (value) => 1e-9 * (1e-3 + Math.abs(value)));
}

describe('a float64 network agrees with PyTorch', () => {
  const batch = zoo.labels.length;
  const images = normalizePixels(zoo.images);

  test.each(Object.entries(zoo.cases))('%s', (_, given) => {
    const plan = planOf(given.spec, zoo.imageShape, zoo.classes);
    let now = 0;
    const reference = new ReferenceNetwork(
      plan,
      keepsOf(plan, 0, 0, () => now),
    );
    let state: Parameters = toState(given.initial);
    const optimizers = new Map<string, ReferenceOptimizer>();
    given.losses.forEach((expected, step) => {
      now = step;
      const { loss, gradients } = reference.gradients(state, images, zoo.labels);
      expectPrinted([loss], [expected], `loss of step ${step + 1}`);
      const next = new Map(state);
      for (const [name, gradient] of gradients) {
        if (step === 0) expectPrinted(gradient, given.gradients[name]!.data, `gradient of ${name}`);
        const optimizer =
          optimizers.get(name) ?? new ReferenceOptimizer(gradient.length, plan.optimizer);
        optimizers.set(name, optimizer);
        next.set(name, optimizer.update(state.get(name)!, gradient));
      }
      for (const [name, moved] of reference.runningStatistics(state, images, batch)) {
        next.set(name, moved);
      }
      state = next;
    });
    for (const [name, { data }] of Object.entries(given.final)) {
      expectPrinted(state.get(name)!, data, `final ${name}`);
    }
    expectPrinted(reference.predict(state, images, batch), given.probabilities, 'probabilities');
  });
});

function toState(tensors: ZooTensors): Parameters {
  const entries = Object.entries(tensors);
  return new Map(entries.map(([name, { data }]) => [name, Float64Array.from(data)]));
}

describe('the float64 reference agrees with finite differences', () => {
  const random = new TestRandom(1);

  test('linear', () => {
    const sizes = { batch: 3, inFeatures: 5, outFeatures: 4 };
    const given = {
      x: random.floats(15),
      weight: random.floats(20),
      bias: random.floats(4),
      dy: random.floats(12),
    };
    expectLayerGradients(
      (x, weight, bias) => linearForward(x, weight, bias, sizes),
      given,
      linearBackward(given.x, given.weight, given.dy, sizes),
    );
  });

  test.each<Conv2dSizes>([
    {
      batch: 2,
      inChannels: 2,
      inputSize: [5, 4],
      outChannels: 3,
      kernelSize: [3, 2],
      stride: [1, 1],
    },
    {
      batch: 1,
      inChannels: 2,
      inputSize: [6, 7],
      outChannels: 2,
      kernelSize: [2, 3],
      stride: [2, 3],
    },
    {
      batch: 1,
      inChannels: 1,
      inputSize: [7, 5],
      outChannels: 2,
      kernelSize: [1, 2],
      stride: [3, 1],
    },
  ])('conv2d of $inputSize, kernel $kernelSize, stride $stride', (sizes) => {
    const [outHeight, outWidth] = conv2dOutputSize(sizes);
    const { batch, inChannels, outChannels, inputSize, kernelSize } = sizes;
    const given = {
      x: random.floats(batch * inChannels * inputSize[0] * inputSize[1]),
      weight: random.floats(outChannels * inChannels * kernelSize[0] * kernelSize[1]),
      bias: random.floats(outChannels),
      dy: random.floats(batch * outChannels * outHeight * outWidth),
    };
    expectLayerGradients(
      (x, weight, bias) => conv2dForward(x, weight, bias, sizes),
      given,
      conv2dBackward(given.x, given.weight, given.dy, sizes),
    );
  });

  test.each(['sigmoid', 'relu', 'leaky_relu', 'tanh', 'gelu', 'silu'] as const)('%s', (name) => {
    const x = Float64Array.from(random.floats(20, 5));
    const dy = random.floats(20);
    const { value, derivative } = activation(name, 0.2);
    const dx = x.map((at, i) => dy[i]! * derivative(at));
    expectGradient(dx, (moved) => dot(moved.map(value), dy), x, 'dx');
  });

  test('adaptive average pooling', () => {
    const plan = { type: 'adaptive_avg_pool2d', channels: 2, inputSize: [5, 3], outputSize: [3, 4] } as const; // prettier-ignore
    const [x, dy] = [random.floats(2 * 30), random.floats(2 * 24)];
    const loss = (moved: Numbers): number => dot(poolForward(moved, plan, 2), dy);
    expectGradient(poolBackward(x, dy, plan, 2), loss, x, 'dx');
  });

  test.each([
    { elementwiseAffine: true, bias: true },
    { elementwiseAffine: true, bias: false },
    { elementwiseAffine: false, bias: false },
  ])('layer norm, %j', (affine) => {
    const plan = { type: 'layer_norm', name: '', normalizedShape: [2, 3], eps: 0.01, ...affine } as const; // prettier-ignore
    const given = { x: random.floats(24, 2), weight: random.floats(6), bias: random.floats(6), dy: random.floats(24) }; // prettier-ignore
    const weight = affine.elementwiseAffine ? given.weight : null;
    const forward = (x: Numbers, weight: Numbers | null, bias: Numbers): Float64Array =>
      layerNormForward(x, weight, affine.bias ? bias : null, plan);
    const { dx, dWeight, dBias } = layerNormBackward(given.x, weight, given.dy, plan);
    const loss = (y: Float64Array): number => dot(y, given.dy);
    expectGradient(dx, (moved) => loss(forward(moved, weight, given.bias)), given.x, 'dx');
    if (weight === null) return;
    const ofWeight = (moved: Numbers): number => loss(forward(given.x, moved, given.bias));
    expectGradient(dWeight, ofWeight, weight, 'dWeight');
    if (!affine.bias) return;
    const ofBias = (moved: Numbers): number => loss(forward(given.x, weight, moved));
    expectGradient(dBias, ofBias, given.bias, 'dBias');
  });

  test('cross-entropy', () => {
    const logits = random.floats(4 * 5, 3);
    const labels = [0, 4, 2, 2];
    expectGradient(
      crossEntropy(logits, labels, 5).dLogits,
      (moved) => crossEntropy(moved, labels, 5).loss,
      logits,
      'dLogits',
    );
  });
});

test('pixels are normalised to [-0.5, 0.5)', () => {
  expect([...normalizePixels([0, 128, 255])]).toEqual([-0.5, 0, 0.49609375]);
});
