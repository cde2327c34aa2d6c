import type { LoadProgress } from '#shared/load-progress';
import type { DataSummary } from '#shared/data-summary';
import type { DataAnswer, DataAnswerTo, DataQuestion } from '#shared/protocol/data-questions';
import type { Dataset } from '../data/dataset';
import { type Repeats, repeatsIn } from '../data/duplicates';
import { pathOf } from '../data/choice';
import { listSets } from '../data/load-dataset';
import { loadSplit, type SplitSource } from '../data/load-split';
import { summarise } from '../data/summary';
import { meanImages } from './mean-images';
import { SamplePages } from './sample-pages';
import { picturesOf } from './thumbnails';

/** Pixels of the longer side of a mean image, which stands beside the name of its class. */
const MEAN_SIDE = 32;

interface Opened {
  readonly dataset: Dataset;
  readonly summary: DataSummary;
  readonly pages: SamplePages;
}

/** Answers questions about a data set, which it reads for the first of them. */
export class DataInspector {
  private opened: Promise<Opened> | undefined;

  constructor(
    private readonly source: SplitSource,
    private readonly onProgress?: (progress: LoadProgress) => void,
  ) {}

  /** @throws LabError as `listSets` */
  sets(): Promise<string[]> {
    const { data, distFolder, memoryLimit } = this.source;
    return listSets(pathOf(data, distFolder), memoryLimit);
  }

  /** @throws LabError as `loadSplit`; the next question has it read again */
  async answer(question: DataQuestion): Promise<DataAnswer> {
    const opened = await this.open();
    switch (question.kind) {
      case 'summary':
        return this.summary(opened);
      case 'samples':
        return opened.pages.page(question);
    }
  }

  private async open(): Promise<Opened> {
    this.opened ??= read(this.source, this.onProgress);
    try {
      return await this.opened;
    } catch (error) {
      this.opened = undefined;
      throw error;
    }
  }

  private summary({
    dataset,
    summary,
  }: Opened): DataAnswerTo<Extract<DataQuestion, { kind: 'summary' }>> {
    const { imageShape, classes, train } = dataset;
    return {
      summary,
      path: this.source.data?.path ?? null,
      means: picturesOf(meanImages(train, classes.length), imageShape, MEAN_SIDE),
    };
  }
}

async function read(
  source: SplitSource,
  onProgress?: (progress: LoadProgress) => void,
): Promise<Opened> {
  const dataset = await loadSplit(source, undefined, onProgress);
  const repeats: Repeats = repeatsIn(dataset);
  return {
    dataset,
    summary: summarise(dataset, repeats),
    pages: new SamplePages(dataset, repeats),
  };
}
