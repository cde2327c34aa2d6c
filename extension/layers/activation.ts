import { fill } from '../kernels/structs';
import type { Kernels } from '../kernels/variant';
import { fields, kind } from '../schema/schema';
import { type KernelLayer, plainLayer } from './kernel-layer';
import { anyBatch, type LayerKind, noFusion } from './kind';
import type { OnnxGraph, OnnxValue } from './onnx-graph';
import { type FusedActivation, noTensors } from './tensors';

/** A function of single values, without arguments. */
export interface ActivationPlan<Type extends string = string> {
  readonly type: Type;
}

function schemaOf<Type extends string>(type: Type) {
  return fields({ type: kind(type, { markdownDescription: `%config.layer.${type}%` }) });
}

/**
 * @param name PyTorch's
 * @param code the kernels' constant for the function
 * @param onnx what it is in ONNX
 * @param fused where a linear layer or convolution below can apply it
 */
export function activation<const Type extends string>(
  type: Type,
  name: string,
  code: ActivationCode,
  onnx: (x: OnnxValue, graph: OnnxGraph) => OnnxValue,
  fused: FusedActivation | null = null,
) {
  return {
    schema: schemaOf(type),
    snippet: {},
    resolve: (_, inputShape) => ({ plan: { type }, outputShape: inputShape }),
    describe: () => `${name}()`,
    flops: (_, outputs) => outputs,
    tensors: () => noTensors,
    width: null,
    smallestBatch: anyBatch,
    fusion: { ...noFusion, activation: fused },
    lower: (plan, { inFeatures }) => [lowerActivation(plan, inFeatures, code, 0)],
    onnx: (_, x, graph) => onnx(x, graph),
    pytorch: () => [`nn.${name}()`],
  } satisfies LayerKind<ReturnType<typeof schemaOf<Type>>, ActivationPlan<Type>>;
}

export type ActivationCode = Extract<keyof Kernels, `ACTIVATION_${string}`>;

/** @param argument the negative slope of a leaky ReLU */
export function lowerActivation(
  plan: KernelLayer['plan'],
  features: number,
  code: ActivationCode,
  argument: number,
): KernelLayer {
  return {
    ...plainLayer,
    plan,
    kind: 'KIND_ACTIVATION',
    inFeatures: features,
    outFeatures: features,
    seenAs: 'activation',
    layOut: (context) => {
      fill(context, 'layer', context.struct, { activation: context.kernels[code].value, argument });
    },
  };
}
