import type { OnnxGraph, OnnxTensor } from './onnx-graph';

/** Parameters are trained; buffers are not. */
export interface Tensors {
  readonly parameters: readonly ParameterTensor[];
  readonly buffers: readonly BufferTensor[];
}

interface NamedTensor {
  /** `state_dict` name. */
  readonly name: string;
  readonly shape: readonly number[];
}

export interface ParameterTensor extends NamedTensor {
  /** Inputs of one output and outputs of one input: what initialisations go by. */
  readonly fanIn: number;
  readonly fanOut: number;
  /** Its first value, where that is not random. */
  readonly constant?: number;
}

export interface BufferTensor extends NamedTensor {
  /** Its first value. */
  readonly constant: number;
}

export const noTensors: Tensors = { parameters: [], buffers: [] };

/** All of them, in order, as an operator takes them. */
export function tensorsOf({ parameters, buffers }: Tensors, graph: OnnxGraph): OnnxTensor[] {
  return [...parameters, ...buffers].map(({ name }) => graph.tensor(name));
}

/** Activations that a linear layer or convolution applies to its own output. */
export type FusedActivation = 'sigmoid' | 'relu';
