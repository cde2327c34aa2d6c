import { activation } from './activation';

/** `nn.Tanh`. */
export const tanh = activation('tanh', 'Tanh', 'ACTIVATION_TANH', (x, graph) =>
  graph.add('Tanh', [x]),
);
