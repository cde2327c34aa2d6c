import { batchNorm, needsImages } from './batch-norm';

/** `nn.BatchNorm2d`: each channel over the batch and its pixels. */
export const batchNorm2d = batchNorm('batch_norm2d', 'BatchNorm2d', needsImages);
