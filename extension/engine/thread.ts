/** Entry of every engine thread but the first: an instance of the kernels on the shared memory. */
import { thisWorker } from '../platform/worker';
import type { ThreadStart } from './threads';
import { instantiateKernels } from './variant';

async function main(): Promise<void> {
  const parent = thisWorker();
  const { module, memory, control, thread } = parent.data as ThreadStart;
  const kernels = await instantiateKernels(module, memory);
  parent.post('started');
  try {
    kernels.serve(control, thread);
  } catch (error) {
    kernels.fail(control);
    throw error;
  }
}

void main();
