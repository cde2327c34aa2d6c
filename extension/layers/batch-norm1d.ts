import { batchNorm, needsFlat } from './batch-norm';

/** `nn.BatchNorm1d`, after a linear layer. */
export const batchNorm1d = batchNorm('batch_norm1d', 'BatchNorm1d', needsFlat);
