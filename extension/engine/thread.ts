/** Entry of every engine thread but the first: an instance of the kernels on the shared memory. */
import { thisWorker } from '../platform/worker';
import { instantiateKernels } from './variant';
import type { ThreadStart } from './threads';

const worker = thisWorker();
const { module, memory, control, thread } = worker.data as ThreadStart;
const kernels = await_(instantiateKernels(module, memory));

async function await_(promise: Promise<unknown>): Promise<unknown> {
  return promise;
}
