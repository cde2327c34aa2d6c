import { t } from '@vscode/l10n';

export const strings = {
  results: t('Runs side by side'),
  resultsOf: t('Results of each run'),
  thisRun: t('This run'),
  shown: t('(shown)'),
  unfinished: t('(unfinished)'),
  ofValidation: t('(validation)'),
  balanced: t('Balanced accuracy'),
  seconds: t('Training time'),
  parameters: t('Parameters'),
  best: t('best'),
  bestHint: t('A check marks the best of a row.'),
  images: {
    validation: (dataset: string, count: string) => t('{1} of {0} for validation', dataset, count),
    test: (dataset: string, count: string) => t('{1} of {0}', dataset, count),
  },
  noBest: (datasets: string) =>
    t(
      'No best is marked: these runs were tested on different images ({0}), and what is easy on some may be hard on others.',
      datasets,
    ),
  diverged: t('diverged'),
  absent: t('not in this run'),
  choose: t('Choose Runs…'),
  end: t('End Comparison'),
  nothingChosen: t('No other run is chosen.'),

  settings: t('Settings that differ'),
  setting: t('Setting'),
  same: t('These runs have the same settings.'),

  flips: t('Digits that flipped'),
  flipsIntro: t(
    'Test images that a network gets right in one run and wrong in the other. The bars are what the networks of the shown run answer now.',
  ),
  network: t('Network'),
  otherRun: t('Other run'),
  refresh: t('Refresh'),
  noneInCommon: (other: string) =>
    t('“{0}” has no network with the same id as one of the shown run.', other),
  gainedAndLost: (gained: string, model: string, other: string, lost: string) =>
    t(
      'Images that {1} got wrong in “{2}” and gets right here: {0}. The other way round: {3}.',
      gained,
      model,
      other,
      lost,
    ),
  noneFlipped: (model: string, other: string) =>
    t('Here and in “{1}”, {0} gets the same images right.', model, other),
  gained: (other: string) => t('Right here, wrong in “{0}”', other),
  lost: (other: string) => t('Wrong here, right in “{0}”', other),
  none: t('None.'),
};
