import { t } from '@vscode/l10n';
import { formatCell, formatChange, formatCount } from '../../format';

export const strings = {
  title: {
    validation: t('Confusion on the validation images'),
    test: t('Confusion on the test images'),
  },
  intro: t(
    'Each row is what an image is, each column what it was taken for. Click a cell, or press Enter in it, to see its images.',
  ),
  emptyTitle: t('No network has been tested yet'),
  emptyEachEpoch: {
    validation: (images: number) =>
      images === 1
        ? t(
            'At the end of each epoch every network is shown the one validation image, which it never learns from. Here you will see what each takes it for.',
          )
        : t(
            'At the end of each epoch every network is shown the {0} validation images, which it never learns from. Here you will see what each takes for what.',
            formatCount(images),
          ),
    test: (images: number) =>
      images === 1
        ? t(
            'At the end of each epoch every network is shown the one test image, which it never learns from. Here you will see what each takes it for.',
          )
        : t(
            'At the end of each epoch every network is shown the {0} test images, which it never learns from. Here you will see what each takes for what.',
            formatCount(images),
          ),
  },
  emptyAtEnd: (images: number) =>
    images === 1
      ? t(
          'At the end of the run every network is shown the one test image, which it never learns from. Here you will see what each takes it for.',
        )
      : t(
          'At the end of the run every network is shown the {0} test images, which it never learns from. Here you will see what each takes for what.',
          formatCount(images),
        ),
  emptyEnded: t('This run ended before its networks were tested.'),
  testing: t('Being tested…'),
  notTested: t('Not tested.'),
  divergedShort: t('diverged'),
  diverged: t(
    'Diverged: its answers are no numbers any more, so this matrix says nothing of the images.',
  ),

  figures: t('Figures'),
  counts: t('Counts'),
  percent: t('Percent of row'),
  view: t('View'),
  sideBySide: t('Side by side'),
  difference: t('Difference'),

  epoch: t('Epoch'),
  epochOf: (epoch: number, epochs: number) =>
    t('Epoch {0} of {1}', formatCount(epoch), formatCount(epochs)),
  atTheEnd: (epoch: number) => t('At the end, epoch {0}', formatCount(epoch)),
  bestWeights: t('Each network at its best'),
  momentText: (moment: string, accuracies: string) => t('{0}: {1}', moment, accuracies),
  play: t('Play the epochs'),
  pause: t('Pause'),

  caption: (model: string) => t('Confusion matrix of {0}: rows actual, columns predicted', model),
  actual: t('actual'),
  predicted: t('predicted'),
  ofImagesRight: (images: number) => t('of {0} right', formatCount(images)),
  balanced: (share: string) => t('Balanced accuracy {0}', share),
  cell: (actual: string, predicted: string, images: number, share: string) =>
    images === 1
      ? t('actual {0}, predicted {1}: 1 image, {2}', actual, predicted, share)
      : t(
          'actual {0}, predicted {1}: {2} images, {3}',
          actual,
          predicted,
          formatCount(images),
          share,
        ),
  recall: t('Recall, percent: of the images of this class, how many were recognised'),
  recallShort: t('rec. %'),
  precision: t('Precision, percent: of the images taken for this class, how many were of it'),
  precisionShort: t('prec. %'),
  recallOf: (name: string, percent: string) => t('recall of {0}: {1}', name, percent),
  precisionOf: (name: string, percent: string) => t('precision of {0}: {1}', name, percent),
  noneOf: {
    validation: (classes: string) =>
      t('– where there is no share: no validation image is of {0}.', classes),
    test: (classes: string) => t('– where there is no share: no test image is of {0}.', classes),
  },
  noneTakenFor: (classes: string) =>
    t('– where there is no share: no image was taken for {0}.', classes),

  mostConfused: t('Most often confused'),
  takenFor: (actual: string, predicted: string, images: string) =>
    t('{0} taken for {1}: {2}', actual, predicted, images),
  noMistakes: t('Not one mistake.'),

  from: t('From'),
  to: t('to'),
  onlyOne: t('A difference needs two networks that have been tested and have not diverged.'),
  ofRun: (model: string, run: string) => t('{0} ({1})', model, run),
  thisRun: t('This run'),
  otherClasses: (from: string, to: string) =>
    t(
      '{0} and {1} were trained on different classes, so their matrices have no cells in common: choose two of the same classes.',
      from,
      to,
    ),
  otherImages: t(
    'The two were tested on different images: percent of a row can be compared, counts cannot.',
  ),
  imagesOfShown: (run: string) =>
    t('The images behind a cell are those of {0}, which is shown.', run),
  imagesOfNone: (run: string) =>
    t('To see the images behind a cell, choose a network of {0}, which is shown.', run),
  differenceCaption: (from: string, to: string) =>
    t('Confusion matrix of {1} less that of {0}: rows actual, columns predicted', from, to),
  differenceHint: (from: string, to: string) =>
    t(
      'A plus: so many images more with {1} than with {0}; a minus: so many fewer. Blue is better, red is worse; where there is no room for figures, worse is striped.',
      from,
      to,
    ),
  differencePoints: t('In percentage points of the row.'),
  changeOfImages: (
    actual: string,
    predicted: string,
    change: number,
    before: number,
    after: number,
  ) => {
    const [more, then, now] = [formatChange(change), formatCell(before), formatCell(after)];
    return Math.abs(change) === 1
      ? t(
          'actual {0}, predicted {1}: {2} image ({3} before, {4} now)',
          actual,
          predicted,
          more,
          then,
          now,
        )
      : t(
          'actual {0}, predicted {1}: {2} images ({3} before, {4} now)',
          actual,
          predicted,
          more,
          then,
          now,
        );
  },
  changeOfPoints: (
    actual: string,
    predicted: string,
    change: string,
    before: string,
    after: string,
  ) =>
    t(
      'actual {0}, predicted {1}: {2} percentage points ({3} before, {4} now)',
      actual,
      predicted,
      change,
      before,
      after,
    ),
  fewerMistakes: (to: string, mistakes: number, from: string) =>
    mistakes === 1
      ? t('{0} makes 1 mistake fewer than {1}.', to, from)
      : t('{0} makes {1} fewer mistakes than {2}.', to, formatCount(mistakes), from),
  moreMistakes: (to: string, mistakes: number, from: string) =>
    mistakes === 1
      ? t('{0} makes 1 mistake more than {1}.', to, from)
      : t('{0} makes {1} more mistakes than {2}.', to, formatCount(mistakes), from),
  asManyMistakes: (to: string, from: string) => t('{0} makes as many mistakes as {1}.', to, from),
  lessOften: (to: string, actual: string, predicted: string, images: number, from: string) =>
    images === 1
      ? t('{0} takes {1} for {2} less often than {3}, by 1 image.', to, actual, predicted, from)
      : t(
          '{0} takes {1} for {2} less often than {4}, by {3} images.',
          to,
          actual,
          predicted,
          formatCount(images),
          from,
        ),
  moreOften: (to: string, actual: string, predicted: string, images: number, from: string) =>
    images === 1
      ? t('{0} takes {1} for {2} more often than {3}, by 1 image.', to, actual, predicted, from)
      : t(
          '{0} takes {1} for {2} more often than {4}, by {3} images.',
          to,
          actual,
          predicted,
          formatCount(images),
          from,
        ),
  neverMore: (to: string) => t('There is no pair that {0} confuses more often.', to),
  stoppedConfusing: (to: string) => t('What {0} stopped confusing', to),
  confusesNow: (to: string) => t('What {0} confuses now', to),
  nothing: t('Nothing.'),

  mistaken: (actual: string, predicted: string, model: string) =>
    t('{0} taken for {1} by {2}', actual, predicted, model),
  recognised: (actual: string, model: string) => t('{0} recognised by {1}', actual, model),
  close: t('Close'),
  refresh: t('Refresh'),
  none: (actual: string, predicted: string, model: string) =>
    t('With its newest weights, {2} takes no {0} for {1}.', actual, predicted, model),
  newestWeights: (moment: string) =>
    t(
      'These are the answers of the newest weights. The matrices show an earlier moment: {0}.',
      moment,
    ),
  endedUntested: (epoch: number) =>
    t(
      'These figures are of the weights after epoch {0}. The run ended within the next epoch; the images behind a cell show what the weights that it kept last answer.',
      formatCount(epoch),
    ),
  keptWeights: (epoch: number) =>
    t(
      'These are the answers of the weights that the run kept last. The matrices are of those after epoch {0}, so their counts may differ.',
      formatCount(epoch),
    ),
  toTheNewest: t('Show the Newest Matrices'),
  training: t('The networks go on learning: these are the answers of when they were asked.'),
  answersOf: t('Network'),
};
