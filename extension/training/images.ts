import type { Dataset } from '../data/dataset';
import { classCounts, statisticsOf } from '../data/statistics';
import { type Images, inputsOf } from '../models/model';
import type { TrainingConfig } from './config';

/** All that networks that are to be trained must know of a data set. */
export function trainingImages(
  dataset: Dataset,
  config: Pick<TrainingConfig, 'normalization' | 'augment'>,
): Images {
  const { train, imageShape, classes } = dataset;
  return {
    ...{ shape: imageShape, classes: classes.length },
    counts: classCounts(train, classes.length),
    ...{ statistics: statisticsOf(dataset), ...inputsOf(config) },
  };
}
