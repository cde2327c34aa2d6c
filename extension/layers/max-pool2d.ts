import { pool2d } from './pool2d';

/** `nn.MaxPool2d`. */
export const maxPool2d = pool2d('max_pool2d', 'MaxPool2d', 'KIND_MAX_POOL2D', {
  operator: 'MaxPool',
});
