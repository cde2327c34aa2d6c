import { t } from '@vscode/l10n';
import type { DataPart } from '#shared/part';
import { formatCount, formatWholePercent } from '../../format';

export const strings = {
  title: t('Data'),
  ofSettings: t('What the next run trains on, by your settings.'),
  bundled: t('Comes with MNIST Lab'),
  addData: t('Add Data…'),
  readAgain: t('Read Again'),
  reading: t('Reading the images…'),
  failed: t('The images could not be read'),
  cancel: t('Cancel'),
  left: t('Reading was cancelled.'),
  readThem: t('Read'),
  filesChanged: t('The files have changed since they were read.'),
  brightness: (mean: string, deviation: string, least: number, most: number) =>
    t(
      'Brightness {0} ± {1}, from {2} to {3}',
      mean,
      deviation,
      formatWholePercent(least),
      formatWholePercent(most),
    ),
  otherRun: (run: string, data: string, train: number, test: number) =>
    t(
      '{0}, the run that is shown, had other data: {1}, with {2} training and {3} test images.',
      run,
      data,
      formatCount(train),
      formatCount(test),
    ),
  otherRunValidated: (run: string, data: string, train: number, validation: number, test: number) =>
    t(
      '{0}, the run that is shown, had other data: {1}, with {2} training, {3} validation and {4} test images.',
      run,
      data,
      formatCount(train),
      formatCount(validation),
      formatCount(test),
    ),
  thisRun: t('This run'),
  warnings: t('To know before training'),
  duplicates: {
    train: (count: number) =>
      t('{0} of the training images repeat an earlier one.', formatCount(count)),
    validation: (count: number) =>
      t('{0} of the validation images repeat an earlier one.', formatCount(count)),
    test: (count: number) => t('{0} of the test images repeat an earlier one.', formatCount(count)),
  } satisfies Record<DataPart, (count: number) => string>,
  unrepeated: t('No image occurs twice.'),
  showThem: t('Show Them'),
  howRead: t('How it was read'),

  classes: t('Classes'),
  imagesOfClasses: t('Images of each class'),
  each: (least: number, most: number) =>
    t('{0} to {1} training images of each class', formatCount(least), formatCount(most)),
  eachAlike: (count: number) => t('{0} training images of each class', formatCount(count)),
  classColumn: t('Class'),
  meanHint: t('Beside each name: the mean of its training images. Choose one to see its images.'),
  parts: {
    train: t('Training'),
    validation: t('Validation'),
    test: t('Test'),
  } satisfies Record<DataPart, string>,
  none: t('none'),

  samples: t('Samples'),
  samplesOf: (name: string) => t('Samples of class {0}', name),
  allClasses: t('All classes'),
  showClass: t('Class'),
  part: t('Part'),
  repeatedOnly: t('Repeated only'),
  repeatedHint: t('Images that have an equal one before them, or in a part before theirs'),
  image: {
    train: (index: number) => t('Training image {0}', formatCount(index)),
    validation: (index: number) => t('Validation image {0}', formatCount(index)),
    test: (index: number) => t('Test image {0}', formatCount(index)),
  } satisfies Record<DataPart, (index: number) => string>,
  total: (count: number) => (count === 1 ? t('1 image') : t('{0} images', formatCount(count))),
  previous: t('Previous Page'),
  next: t('Next Page'),
  page: t('Page'),
  ofPages: (pages: number) => t('of {0}', formatCount(pages)),
  noSamples: t('There are no such images.'),
};
