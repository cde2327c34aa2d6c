import type { LayerPlan, NetworkPlan, OptimizerPlan } from '../../extension/engine/network-plan';
import { TestRandom } from './random';

/** A small network with images and labels for it. */
export interface RandomCase {
  readonly plan: NetworkPlan;
  readonly classes: number;
  readonly pixels: number;
  /** (count, pixels) */
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

/** Up to two convolutions with rectangular kernels and strides, then up to two linear layers. */
export function randomCase(seed: number, count: number): RandomCase {
  const random = new TestRandom(seed);
  const inputShape = [random.integer(1, 3), random.integer(1, 11), random.integer(1, 11)] as const;
  const classes = random.integer(2, 13);
  const layers: LayerPlan[] = [];
  let [channels, height, width] = inputShape;
  const addActivation = (): void => {
    const type = random.pick(['sigmoid', 'relu', 'none'] as const);
    if (type !== 'none') layers.push({ type });
  };
  for (let i = random.integer(0, 2); i > 0; i--) {
    const kernelSize = [
      random.integer(1, Math.min(4, height)),
      random.integer(1, Math.min(4, width)),
    ] as const;
    const stride = [random.integer(1, 3), random.integer(1, 3)] as const;
    const outputSize = [
      Math.floor((height - kernelSize[0]) / stride[0]) + 1,
      Math.floor((width - kernelSize[1]) / stride[1]) + 1,
    ] as const;
    const outChannels = random.integer(1, 8);
    layers.push({
      type: 'conv2d',
      name: `conv_${layers.length}`,
      inChannels: channels,
      outChannels,
      kernelSize,
      stride,
      inputSize: [height, width],
      outputSize,
    });
    addActivation();
    channels = outChannels;
    [height, width] = outputSize;
  }
  let features = channels * height * width;
  if (random.next() < 0.5) {
    const outFeatures = random.integer(1, 23);
    layers.push({ type: 'linear', name: 'hidden', inFeatures: features, outFeatures });
    addActivation();
    features = outFeatures;
  }
  layers.push({ type: 'linear', name: 'linear', inFeatures: features, outFeatures: classes });
  const optimizer = random.pick<OptimizerPlan>([
    { type: 'sgd', lr: 0.1 },
    { type: 'adam', lr: 0.01, betas: [0.9, 0.999], eps: 1e-8 },
  ]);
  const pixels = inputShape[0] * inputShape[1] * inputShape[2];
  return {
    plan: { inputShape, layers, optimizer },
    classes,
    pixels,
    images: random.bytes(count * pixels),
    labels: Uint8Array.from({ length: count }, () => random.integer(0, classes - 1)),
  };
}
