import { create, toBinary } from '@bufbuild/protobuf';
import type { Tensor } from '../../engine/api';
import type { NetworkPlan, Normalization } from '../../engine/plan';
import { layerKind } from '../../layers/kinds';
import type { OnnxValue } from '../../layers/onnx-graph';
import type { Shape } from '../../layers/shape';
import { version } from '../../version';
import { GraphWriter } from './graph';
import {
  ModelProtoSchema,
  TensorProto_DataType as DataType,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from './onnx_pb';

/** What every runtime of the last years reads: ONNX 1.12. (`onnx_pb.ts` is protoc-gen-es' reading of its onnx.proto.) */
const IR_VERSION = 8n;
const OPSET = 17n;

/** A trained network, and what its answers mean. */
export interface TrainedNetwork {
  readonly id: string;
  readonly plan: Pick<NetworkPlan, 'inputShape' | 'layers' | 'normalization'>;
  /** All tensors of the plan's layers. */
  readonly weights: readonly Tensor[];
  readonly classes: readonly string[];
}

/**
 * A network as an ONNX model that needs nothing else. It takes `images`, (N, C, H, W) float32 numbers from 0 to 255 as
 * they are in a picture, and normalises them itself; it gives `logits` and `probabilities`, (N, classes). The names of
 * the classes are in its metadata, as JSON.
 */
export function writeOnnx({ id, plan, weights, classes }: TrainedNetwork): Uint8Array {
  const graph = new GraphWriter(weights);
  const images = { name: 'images', shape: plan.inputShape };
  const last = plan.layers.reduce<OnnxValue>(
    (x, layer) => layerKind(layer.type).onnx(layer, x, graph),
    normalize(images, plan.normalization, graph),
  );
  const logits = graph.add('Identity', [last], { name: 'logits' });
  const attributes = { axis: { int: 1 } };
  const probabilities = graph.add('Softmax', [logits], { name: 'probabilities', attributes });
  const model = create(ModelProtoSchema, {
    irVersion: IR_VERSION,
    opsetImport: [{ domain: '', version: OPSET }],
    producerName: 'MNIST Lab',
    producerVersion: version,
    graph: {
      name: id,
      node: graph.nodes,
      initializer: graph.initializers,
      input: [valueInfo(images)],
      output: [valueInfo(logits), valueInfo(probabilities)],
    },
    metadataProps: [{ key: 'classes', value: JSON.stringify(classes) }],
  });
  return toBinary(ModelProtoSchema, model);
}

/** (byte - mean) / deviation, by channel. */
function normalize(
  x: OnnxValue,
  { mean, deviation }: Normalization,
  graph: GraphWriter,
): OnnxValue {
  const byChannel = [mean.length, 1, 1];
  const centred = graph.add('Sub', [x, graph.constant(mean, byChannel)]);
  return graph.add('Div', [centred, graph.constant(deviation, byChannel)]);
}

/** A value in a batch of any size. */
function valueInfo({
  name,
  shape,
}: {
  readonly name: string;
  readonly shape: Shape;
}): ValueInfoProto {
  const dim = [
    { value: { case: 'dimParam' as const, value: 'N' } },
    ...shape.map((size) => ({ value: { case: 'dimValue' as const, value: BigInt(size) } })),
  ];
  const tensorType = { elemType: DataType.FLOAT, shape: { dim } };
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: 'tensorType', value: tensorType } },
  });
}
