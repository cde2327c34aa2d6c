import { activation } from './activation';

/** `nn.Sigmoid`. */
export const sigmoid = activation(
  'sigmoid',
  'Sigmoid',
  'ACTIVATION_SIGMOID',
  (x, graph) => graph.add('Sigmoid', [x]),
  'sigmoid',
);
