import type { NetworkPlan, Tensor } from '../../extension/engine/network-plan';
import {
  activationGradients,
  activations,
  conv2dBackward,
  conv2dForward,
  crossEntropy,
  linearBackward,
  linearForward,
  type Numbers,
  softmax,
} from './reference';

/** Parameters and gradients by PyTorch's names, in the order of `Module.parameters()`. */
export type Parameters = ReadonlyMap<string, Float64Array>;

export function toParameters(tensors: readonly Tensor[]): Parameters {
  return new Map(tensors.map(({ name, data }) => [name, Float64Array.from(data)]));
}

/** A whole network in float64: images (batch, C*H*W) that are normalised already, and labels. */
export class ReferenceNetwork {
  constructor(private readonly plan: NetworkPlan) {}

  /** (batch, classes) */
  predict(parameters: Parameters, images: Numbers, batch: number): Float64Array {
    const logits = this.forward(parameters, images, batch).at(-1)!;
    return softmax(logits, logits.length / batch);
  }

  loss(parameters: Parameters, images: Numbers, labels: Numbers): number {
    const logits = this.forward(parameters, images, labels.length).at(-1)!;
    return crossEntropy(logits, labels, logits.length / labels.length).loss;
  }

  gradients(
    parameters: Parameters,
    images: Numbers,
    labels: Numbers,
  ): { loss: number; gradients: Parameters } {
    const batch = labels.length;
    const values = this.forward(parameters, images, batch);
    const logits = values.at(-1)!;
    const { loss, dLogits } = crossEntropy(logits, labels, logits.length / batch);
    const gradients = new Map<string, Float64Array>(
      [...parameters.keys()].map((name) => [name, new Float64Array()] as const),
    );
    let dy: Float64Array = dLogits;
    for (const [index, layer] of [...this.plan.layers.entries()].reverse()) {
      const x = values[index]!;
      if (layer.type === 'linear' || layer.type === 'conv2d') {
        const weight = parameters.get(`${layer.name}.weight`)!;
        const { dx, dWeight, dBias } =
          layer.type === 'linear'
            ? linearBackward(x, weight, dy, { ...layer, batch })
            : conv2dBackward(x, weight, dy, { ...layer, batch });
        gradients.set(`${layer.name}.weight`, dWeight);
        gradients.set(`${layer.name}.bias`, dBias);
        dy = dx;
      } else {
        const y = values[index + 1]!;
        dy = dy.map((value, i) => activationGradients[layer.type](value, y[i]!));
      }
    }
    return { loss, gradients };
  }

  /** What goes into each layer, and the logits at the end. */
  private forward(parameters: Parameters, images: Numbers, batch: number): Float64Array[] {
    const values: Float64Array[] = [Float64Array.from(images)];
    for (const layer of this.plan.layers) {
      const x = values.at(-1)!;
      if (layer.type === 'linear' || layer.type === 'conv2d') {
        const weight = parameters.get(`${layer.name}.weight`)!;
        const bias = parameters.get(`${layer.name}.bias`)!;
        values.push(
          layer.type === 'linear'
            ? linearForward(x, weight, bias, { ...layer, batch })
            : conv2dForward(x, weight, bias, { ...layer, batch }),
        );
      } else {
        values.push(x.map(activations[layer.type]));
      }
    }
    return values;
  }
}
