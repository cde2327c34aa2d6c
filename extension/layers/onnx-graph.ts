import type { Shape } from './shape';

/** What flows between two operators. */
export interface OnnxValue {
  readonly name: string;
  /** Sizes for one image. */
  readonly shape: Shape;
}

/** An attribute's type is part of the operator: 1 as an `int` is not 1 as a `float`. */
export type OnnxAttribute =
  { readonly int: number } | { readonly float: number } | { readonly ints: readonly number[] };

export interface OnnxDetails {
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
  /** What comes out, of one image; as the first value that comes in, unless told. */
  readonly shape?: Shape;
  /** What comes out is called; by default after the operator. */
  readonly name?: string;
}

/**
 * A graph in the making, of the operators of https://onnx.ai/onnx/operators in opset 17. The first axis of every value
 * is the batch.
 */
export interface OnnxGraph {
  /** @param inputs values, or what `tensor` and `constant` gave */
  add(
    operator: string,
    inputs: readonly (OnnxValue | OnnxTensor)[],
    details?: OnnxDetails,
  ): OnnxValue;
  /** A tensor of the network by its `state_dict` name. */
  tensor(name: string): OnnxTensor;
  /** Float32 numbers, without a batch. */
  constant(values: readonly number[], shape: Shape): OnnxTensor;
}

/** What an operator takes beside what flows through it. */
export interface OnnxTensor {
  readonly tensor: string;
}

export const int = (value: number): OnnxAttribute => ({ int: value });
export const float = (value: number): OnnxAttribute => ({ float: value });
export const ints = (values: readonly number[]): OnnxAttribute => ({ ints: values });
