import { create } from '@bufbuild/protobuf';
import type { Tensor } from '../../engine/api';
import type {
  OnnxAttribute,
  OnnxDetails,
  OnnxGraph,
  OnnxTensor,
  OnnxValue,
} from '../../layers/onnx-graph';
import type { Shape } from '../../layers/shape';
import {
  type AttributeProto,
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  TensorProto_DataType as DataType,
  type TensorProto,
  TensorProtoSchema,
} from './onnx_pb';

/** Collects operators in their order, and the tensors that they take. */
export class GraphWriter implements OnnxGraph {
  readonly nodes: NodeProto[] = [];
  readonly initializers: TensorProto[] = [];
  private readonly weights: ReadonlyMap<string, Tensor>;
  /** How many of each operator there are. */
  private readonly counts = new Map<string, number>();

  constructor(weights: readonly Tensor[]) {
    this.weights = new Map(weights.map((tensor) => [tensor.name, tensor]));
  }

  add(
    operator: string,
    inputs: readonly (OnnxValue | OnnxTensor)[],
    { attributes = {}, shape, name = this.nameFor(operator) }: OnnxDetails = {},
  ): OnnxValue {
    this.nodes.push(
      create(NodeProtoSchema, {
        name,
        opType: operator,
        input: inputs.map((input) => ('tensor' in input ? input.tensor : input.name)),
        output: [name],
        attribute: Object.entries(attributes).map(([key, value]) => attributeOf(key, value)),
      }),
    );
    const [first] = inputs.filter((input) => 'name' in input);
    return { name, shape: shape ?? first!.shape };
  }

  tensor(name: string): OnnxTensor {
    const { shape, data } = this.weights.get(name)!;
    return this.initialize(name, shape, data);
  }

  constant(values: readonly number[], shape: Shape): OnnxTensor {
    return this.initialize(this.nameFor('constant'), shape, Float32Array.from(values));
  }

  private initialize(name: string, shape: Shape, data: Float32Array): OnnxTensor {
    // In the order of bytes that the format has, on every machine that we run on.
    const rawData = new Uint8Array(data.slice().buffer);
    const dims = shape.map(BigInt);
    this.initializers.push(
      create(TensorProtoSchema, { name, dims, dataType: DataType.FLOAT, rawData }),
    );
    return { tensor: name };
  }

  /** `Relu_1`: what the network's own tensors cannot be called, for those have a dot. */
  private nameFor(operator: string): string {
    const count = (this.counts.get(operator) ?? 0) + 1;
    this.counts.set(operator, count);
    return `${operator}_${count}`;
  }
}

function attributeOf(name: string, value: OnnxAttribute): AttributeProto {
  if ('int' in value) {
    return create(AttributeProtoSchema, { name, type: AttributeType.INT, i: BigInt(value.int) });
  }
  if ('float' in value) {
    return create(AttributeProtoSchema, { name, type: AttributeType.FLOAT, f: value.float });
  }
  const all = value.ints.map(BigInt);
  return create(AttributeProtoSchema, { name, type: AttributeType.INTS, ints: all });
}
