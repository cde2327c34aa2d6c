/** Entry of the data worker (`dist/data-worker.js`): what one data set holds. */
import { LabError } from '../errors';
import { thisWorker } from '../platform/worker';
import type { LoadProgress } from '#shared/load-progress';
import { replyWith } from '#shared/requests';
import { settingName } from '../setting-names';
import type { DataDescription, DescribeReply, DescribeRequest } from './describe';
import { listSets } from './load-dataset';
import { loadSplit } from './load-split';
import { summarise } from './summary';

const parent = thisWorker();

function tell(progress: LoadProgress): void {
  parent.post({ progress } satisfies DescribeReply);
}

async function describe(source: DescribeRequest): Promise<DataDescription> {
  try {
    return { summary: summarise(await loadSplit(source, undefined, tell)) };
  } catch (error) {
    const { path, dataset } = source.data;
    const undecided = error instanceof LabError && error.setting === settingName('dataset');
    if (!undecided || dataset !== '') throw error;
    return { sets: await listSets(path, source.memoryLimit) };
  }
}

async function answer(source: DescribeRequest): Promise<void> {
  parent.post((await replyWith(() => describe(source))) satisfies DescribeReply);
}

parent.onMessage((source) => {
  void answer(source as DescribeRequest);
});
