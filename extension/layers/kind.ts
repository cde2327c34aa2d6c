import type { Schema, Typed } from '../schema/schema';
import type { KernelLayer } from './kernel-layer';
import type { Shape } from './shape';
import type { OnnxGraph, OnnxValue } from './onnx-graph';
import type { FusedActivation, Tensors } from './tensors';

/**
 * All that the host knows of one kind of layer. A kind is one file of this folder and a line in `kinds.ts`; a part
 * that is missing does not compile.
 */
export interface LayerKind<S extends Schema, Plan> {
  /** What a person types, with PyTorch's argument names. */
  readonly schema: S;
  /** What completion in settings.json writes beside `type`. */
  readonly snippet: Readonly<Record<string, unknown>>;
  /**
   * The layer with PyTorch's defaults and every size that follows from what comes in.
   * @throws LabError made by `context.refuse`, for a layer that cannot work there
   */
  readonly resolve: (spec: Typed<S>, inputShape: Shape, context: ResolveContext) => Resolved<Plan>;
  /** As PyTorch prints it: `Conv2d(1, 20, kernel_size=3, stride=1)`. */
  readonly describe: (plan: Plan) => string;
  /**
   * Floating-point operations of a forward pass for one image, a multiply-add being two, and every function
   * of a single value (exp, tanh, a comparison) one.
   * @param outputs values that come out
   */
  readonly flops: (plan: Plan, outputs: number) => number;
  /** What is saved with the weights, in the order of `state_dict()`. */
  readonly tensors: (plan: Plan) => Tensors;
  /** The argument that may be solved so that parameter totals match; null if there is none. */
  readonly width: 'out_features' | 'out_channels' | null;
  /** Images that a batch must have at least. */
  readonly smallestBatch: (plan: Plan) => number;
  /** How it may be part of another layer's kernels. */
  readonly fusion: Fusion<Plan>;
  /** The kernels that run it, in order; none for what moves nothing. */
  readonly lower: (plan: Plan, context: LowerContext) => readonly KernelLayer[];
  /** Adds to a graph what it is as it predicts. @returns what comes out; `x` for what does nothing then */
  readonly onnx: (plan: Plan, x: OnnxValue, graph: OnnxGraph) => OnnxValue;
  /** PyTorch's modules that do the same, in order and with every argument that counts; its name is that of the last. */
  readonly pytorch: (plan: Plan, inputShape: Shape) => readonly string[];
}

export interface Resolved<Plan> {
  readonly plan: Plan;
  readonly outputShape: Shape;
}

/** A width that is typed, that of the data set's classes, or solved so that parameter totals match. */
export type Width = number | 'classes' | { readonly match: string };

export interface ResolveContext {
  /** What its weights are called: its own name, or its index. */
  readonly name: string;
  readonly widthOf: (width: Width) => number;
  /** An error with the layer's path in the settings. */
  readonly refuse: (problem: string) => Error;
}

export interface Fusion<Plan> {
  /** What it is to a layer below that applies activations: null for all but the two. */
  readonly activation: FusedActivation | null;
  /** Whether its kernels apply the activation that follows. */
  readonly appliesActivation: boolean;
  /** Whether its input gradient is finished with the derivative of the activation fused into the layer below. */
  readonly appliesDerivative: (plan: Plan) => boolean;
}

export const noFusion: Fusion<unknown> = {
  activation: null,
  appliesActivation: false,
  appliesDerivative: () => false,
};

export interface LowerContext {
  /** Values of one image that come in. */
  readonly inFeatures: number;
  /** Whether it works on the image itself. */
  readonly first: boolean;
  /** The activation that it applies. */
  readonly fused: FusedActivation | null;
}

/** One batch of any size will do. */
export const anyBatch = (): number => 1;
