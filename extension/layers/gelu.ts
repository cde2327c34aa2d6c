import { activation } from './activation';
import type { OnnxValue } from './onnx-graph';

/** `nn.GELU`. */
export const gelu = activation('gelu', 'GELU', 'ACTIVATION_GELU', (x, graph) => {
  // Opset 20 is the first that has it as one: x · ½ · (1 + erf(x / √2)).
  const times = (value: OnnxValue, factor: number): OnnxValue =>
    graph.add('Mul', [value, graph.constant([factor], [])]);
  const erf = graph.add('Erf', [times(x, Math.SQRT1_2)]);
  const share = times(graph.add('Add', [erf, graph.constant([1], [])]), 0.5);
  return graph.add('Mul', [x, share]);
});
