import { activation } from './activation';

/** `nn.GELU`. */
export const gelu = activation('gelu', 'GELU', 'ACTIVATION_GELU');
