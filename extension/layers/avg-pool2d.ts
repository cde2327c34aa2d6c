import { int } from './onnx-graph';
import { pool2d } from './pool2d';

/** `nn.AvgPool2d`; padding counts as zeros. */
export const avgPool2d = pool2d('avg_pool2d', 'AvgPool2d', 'KIND_AVG_POOL2D', {
  operator: 'AveragePool',
  attributes: { count_include_pad: int(1) },
});
