import { t } from '@vscode/l10n';
import { formatCount } from '../../format';

export const strings = {
  overall: t('The run'),
  left: (time: string) => t('{0} left', time),
  speed: (images: number) =>
    Math.round(images) === 1 ? t('1 image/s') : t('{0} images/s', formatCount(images)),
  elapsed: (time: string) => t('{0} so far', time),
  took: (time: string) => t('Took {0}', time),
  endedIn: (epoch: number, epochs: number) =>
    t('In epoch {0} of {1}', formatCount(epoch), formatCount(epochs)),
  engine: (simd: string, threads: number) => {
    const instructions = simd === 'relaxed' ? t('Relaxed SIMD') : t('Portable SIMD');
    return threads === 1
      ? t('{0}, 1 thread', instructions)
      : t('{0}, {1} threads', instructions, formatCount(threads));
  },
  datasetInThree: (name: string, train: number, validation: number, test: number) =>
    train === 1
      ? t(
          '{0}: 1 image to train, {1} to validate, {2} to test',
          name,
          formatCount(validation),
          formatCount(test),
        )
      : t(
          '{0}: {1} images to train, {2} to validate, {3} to test',
          name,
          formatCount(train),
          formatCount(validation),
          formatCount(test),
        ),
  dataset: (name: string, train: number, test: number) =>
    train === 1
      ? t('{0}: 1 image to train, {1} to test', name, formatCount(test))
      : t('{0}: {1} images to train, {2} to test', name, formatCount(train), formatCount(test)),
  run: (batches: number, size: number, sampling: string, seed: number) =>
    batches === 1
      ? t('1 batch of {0} an epoch, {1} sampling, seed {2}', formatCount(size), sampling, seed)
      : t(
          '{0} batches of {1} an epoch, {2} sampling, seed {3}',
          formatCount(batches),
          formatCount(size),
          sampling,
          seed,
        ),

  wentOnAtStart: (time: string) => t('The run went on from its start ({0}).', time),
  wentOnAfter: (epoch: string, time: string) =>
    t('The run went on after epoch {0} ({1}).', epoch, time),
  wentOnWithin: (epoch: string, batch: string, batches: string, time: string) =>
    t('The run went on from epoch {0}, batch {1} of {2} ({3}).', epoch, batch, batches, time),
  trainedLonger: (epoch: string, time: string) =>
    t('After epoch {0} it was trained for more epochs ({1}).', epoch, time),
  wentOnTimes: (times: string) => t('Times that the run went on: {0}.', times),

  curves: t('Curves'),
  options: t('Chart Options'),
  metric: t('What the curves show'),
  axis: t('Horizontal axis'),
  axes: { batch: t('Batch'), epoch: t('Epoch'), seconds: t('Seconds') },
  axisLabels: {
    batch: t('batch'),
    epoch: t('epoch'),
    seconds: t('seconds of training that each network has had'),
  },
  logarithmic: t('Log scale'),
  smoothing: t('Smoothing'),
  smoothingOff: t('off'),
  smoothed: t('Smoothed; the faint lines are the raw losses.'),
  resetZoom: t('Reset Zoom'),
  zoomHint: t('Drag across the curves to zoom'),
  positions: {
    batch: (position: string) => t('Batch {0}', position),
    epoch: (position: string) => t('Epoch {0}', position),
    seconds: (position: string) => t('After {0}', position),
  },
  latest: t('Latest'),
  ended: {
    batch: (position: string) => t('last at batch {0}', position),
    epoch: (position: string) => t('last at epoch {0}', position),
    seconds: (position: string) => t('last at {0}', position),
  },
  raw: (value: string) => t('raw {0}', value),
  chartLabel: (metric: string, axis: string) =>
    t('{0} by {1}; arrow keys move the cursor, plus and minus zoom, 0 shows all', metric, axis),
  legend: t('Networks shown'),
  ofRun: (label: string, run: string) => t('{0} · {1}', label, run),
  thisRun: t('This run'),
  leftOut: (runs: number) =>
    runs === 1
      ? t('1 more run has no curves here, as they could not be told apart: Compare has it.')
      : t(
          '{0} more runs have no curves here, as they could not be told apart: Compare has them.',
          formatCount(runs),
        ),
  andMore: (curves: number) => t('and {0} more', formatCount(curves)),
  upTo: (label: string, value: string) => t('{0} to {1}', label, value),
  beyond: (peaks: string) =>
    t('Beyond the chart (▲): {0}. Zoom in or choose the log scale to see it.', peaks),
  noEpoch: t('The first epoch is still under way: its mean losses come at its end.'),
  noTest: {
    validation: t('The validation images come at the end of each epoch.'),
    test: t('The test images come at the end of each epoch.'),
  },
  noTestUntilEnd: t('In this run the test images come at its end only.'),
  noBatch: t('The first batch is still under way.'),
  allHidden: t('All networks are switched off: choose one below.'),

  epochTable: t('Epoch by epoch'),
  epochTableParts: {
    validation: t('Mean training loss; below it validation accuracy and seconds of training'),
    test: t('Mean training loss; below it test accuracy and seconds of training'),
  },
  balancedPart: t('bal.: balanced accuracy'),
  balanced: (share: string) => t('bal. {0}', share),
  epoch: t('Epoch'),
  lossOn: {
    validation: (loss: string) => t('loss on the validation images: {0}', loss),
    test: (loss: string) => t('loss on the test images: {0}', loss),
  },

  divergedShort: t('diverged'),

  bestHere: t('best'),
  inEpoch: (id: string, epoch: number) => t('{0} in epoch {1}', id, formatCount(epoch)),
  bestLoss: {
    validation: (each: string) => t('○ Best validation loss: {0}.', each),
    test: (each: string) => t('○ Best test loss: {0}.', each),
  },
  bestAccuracy: {
    validation: (each: string) => t('○ Best validation accuracy: {0}.', each),
    test: (each: string) => t('○ Best test accuracy: {0}.', each),
  },
  testedOnce: (each: string) => t('The test images, judged once and at the end: {0}.', each),
  hasResult: (id: string, accuracy: string) => t('{0} {1}', id, accuracy),

  insights: t('In words'),
  warnings: t('Warnings'),
  diverged: (id: string, batch: string) =>
    t(
      '{0} has diverged: from batch {1} on its loss is no number any more. A smaller learning rate often cures that.',
      id,
      batch,
    ),
  rising: (id: string, batch: string, from: string, to: string) =>
    t(
      'The loss of {0} has been rising since about batch {1}, from {2} to {3}: it forgets more than it learns.',
      id,
      batch,
      from,
      to,
    ),
  overfitting: {
    validation: (id: string, epoch: string) =>
      t(
        '{0} begins to learn its images by heart: since epoch {1} its loss falls on the training images and rises on the validation images.',
        id,
        epoch,
      ),
    test: (id: string, epoch: string) =>
      t(
        '{0} begins to learn its images by heart: since epoch {1} its loss falls on the training images and rises on the test images.',
        id,
        epoch,
      ),
  },
  byAccuracy: {
    validation: {
      leads: (epoch: number, best: string, high: string, worst: string, low: string) =>
        epoch === 1
          ? t(
              'After 1 epoch, {0} leads with {1} of the validation images right; {2} is behind with {3}.',
              best,
              high,
              worst,
              low,
            )
          : t(
              'After {0} epochs, {1} leads with {2} of the validation images right; {3} is behind with {4}.',
              formatCount(epoch),
              best,
              high,
              worst,
              low,
            ),
      equal: (epoch: number, low: string, high: string) =>
        epoch === 1
          ? t(
              'After 1 epoch, no network leads: they get between {0} and {1} of the validation images right.',
              low,
              high,
            )
          : t(
              'After {0} epochs, no network leads: they get between {1} and {2} of the validation images right.',
              formatCount(epoch),
              low,
              high,
            ),
    },
    test: {
      leads: (epoch: number, best: string, high: string, worst: string, low: string) =>
        epoch === 1
          ? t(
              'After 1 epoch, {0} leads with {1} of the test images right; {2} is behind with {3}.',
              best,
              high,
              worst,
              low,
            )
          : t(
              'After {0} epochs, {1} leads with {2} of the test images right; {3} is behind with {4}.',
              formatCount(epoch),
              best,
              high,
              worst,
              low,
            ),
      equal: (epoch: number, low: string, high: string) =>
        epoch === 1
          ? t(
              'After 1 epoch, no network leads: they get between {0} and {1} of the test images right.',
              low,
              high,
            )
          : t(
              'After {0} epochs, no network leads: they get between {1} and {2} of the test images right.',
              formatCount(epoch),
              low,
              high,
            ),
    },
  },
  leadsLoss: (batch: string, best: string, low: string, worst: string, high: string) =>
    t(
      'At batch {0}, {1} leads with a loss of {2}; {3} is behind with {4}.',
      batch,
      best,
      low,
      worst,
      high,
    ),
  equalLoss: (batch: string, low: string, high: string) =>
    t('At batch {0}, no network leads: losses are between {1} and {2}.', batch, low, high),
  price: (dear: string, times: string, cheap: string) =>
    t('{0} needs {1} times the seconds of {2} for the same batches.', dear, times, cheap),
  priceWorth: (
    dear: string,
    times: string,
    cheap: string,
    seconds: string,
    dearLoss: string,
    cheapLoss: string,
  ) =>
    t(
      '{0} needs {1} times the seconds of {2} for the same batches, and is worth it: with {3} of training for each, its loss is {4} where {2} has {5}.',
      dear,
      times,
      cheap,
      seconds,
      dearLoss,
      cheapLoss,
    ),
  priceNotWorth: (
    dear: string,
    times: string,
    cheap: string,
    seconds: string,
    dearLoss: string,
    cheapLoss: string,
  ) =>
    t(
      '{0} needs {1} times the seconds of {2} for the same batches: with {3} of training for each, {2} leads with a loss of {5}, where {0} has {4}.',
      dear,
      times,
      cheap,
      seconds,
      dearLoss,
      cheapLoss,
    ),
  plateau: (names: string, batches: string) =>
    t('The loss of {0} has hardly changed for {1} batches.', names, batches),
  guessing: (names: string, chance: string, classes: string) =>
    t(
      'Still guessing: {0}. A loss near {1} is what guesses among {2} classes cost. A larger learning rate often helps, or Adam.',
      names,
      chance,
      classes,
    ),
  guessingAfterPeak: (names: string, chance: string, classes: string, peak: string) =>
    t(
      'Still guessing: {0}. The loss went up to {3} and has come back to {1}, which is what guesses among {2} classes cost. A smaller learning rate often helps.',
      names,
      chance,
      classes,
      peak,
    ),
};
