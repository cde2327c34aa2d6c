import { activation } from './activation';

/** `nn.SiLU`. */
export const silu = activation('silu', 'SiLU', 'ACTIVATION_SILU', (x, graph) =>
  graph.add('Mul', [x, graph.add('Sigmoid', [x])]),
);
