/** Entry of every engine thread but the first: an instance of the kernels on the shared memory. */
import { thisWorker } from '../platform/worker';
import type { ThreadTask } from './threads';
import { instantiateKernels } from '../kernels/variant';

async function work({ module, memory, control, thread }: ThreadTask): Promise<void> {
  const kernels = await instantiateKernels(module, memory);
  parent.post('ready');
  try {
    kernels.serve(control, thread);
  } catch (error) {
    kernels.fail(control);
    throw error;
  }
}

const parent = thisWorker();
parent.onMessage((task) => {
  void work(task as ThreadTask);
});
parent.post('started');
