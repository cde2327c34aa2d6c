import { activation } from './activation';

/** `nn.ReLU`. */
export const relu = activation(
  'relu',
  'ReLU',
  'ACTIVATION_RELU',
  (x, graph) => graph.add('Relu', [x]),
  'relu',
);
