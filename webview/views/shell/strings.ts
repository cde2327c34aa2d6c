import { t } from '@vscode/l10n';
import { formatCount } from '../../format';

export const strings = {
  title: 'MNIST Lab',
  loading: t('Loading…'),
  train: t('Train MNIST'),
  trainHint: t('A new run, with the settings as they are now'),
  continue: t('Continue Run'),
  continueHint: t('From where it ended, to the same bits as if it had not'),
  trainLonger: t('Train 10 More Epochs…'),
  pause: t('Pause'),
  resume: t('Resume'),
  stop: t('Stop Training'),
  stopNow: t('Stop Now'),
  stopNowHint: t('Without the last test of the networks'),
  more: t('More Actions'),
  repeat: t('Repeat Run'),
  repeatHint: t('This run once more: its settings, its seed, the same bits'),
  compare: t('Compare…'),
  endComparison: t('End Comparison'),
  export: t('Export…'),
  copyReport: t('Copy Report'),
  settings: t('Settings'),
  openInEditor: t('Open in Editor'),
  openSetting: t('Open Setting'),
  olderRun: (name: string) => t('{0} is an older run.', name),
  olderWhileTraining: (name: string) => t('{0} is an older run; another one is in training.', name),
  backToCurrent: t('Back to Current Run'),

  progress: t('Progress of the run'),
  tabs: t('Views'),
  tabProgress: t('Progress'),
  tabConfusion: t('Confusion'),
  tabParameters: t('Parameters'),
  tabTryIt: t('Try It'),
  tabData: t('Data'),
  tabCompare: t('Compare'),

  starting: t('Starting…'),
  training: (epoch: number, epochs: number) =>
    t('Epoch {0} of {1}', formatCount(epoch), formatCount(epochs)),
  paused: (epoch: number, epochs: number) =>
    t('Paused: Epoch {0} of {1}', formatCount(epoch), formatCount(epochs)),
  testing: t('Testing'),
  stopping: t('Stopping: last test'),
  elsewhere: t('Training in another window'),
  done: t('Finished'),
  stopped: t('Stopped'),
  failed: t('Failed'),
  interrupted: t('Interrupted'),

  stopAfter: (epoch: number) => t('At the stop: after epoch {0}', formatCount(epoch)),
  stopWithin: (epoch: number, batch: number, batches: number) =>
    t(
      'At the stop: epoch {0}, batch {1} of {2}',
      formatCount(epoch),
      formatCount(batch),
      formatCount(batches),
    ),
  weights: t('Weights'),
  best: (first: number, last: number) =>
    first === last
      ? t('Best (epoch {0})', formatCount(first))
      : t('Best (epochs {0}–{1})', formatCount(first), formatCount(last)),
  last: (epoch: number) => t('Last (epoch {0})', formatCount(epoch)),
  weightsAt: (place: string) => t('Answers of the weights that training left. {0}.', place),
  weightsBest: t('Answers of the best weights of each network, which early stopping has kept.'),

  epochDone: (epoch: number, results: string) =>
    t('Epoch {0} finished: {1}.', formatCount(epoch), results),
  spokenLoss: (label: string, loss: string) => t('{0} loss {1}', label, loss),
  spokenLossAndAccuracy: {
    validation: (label: string, loss: string, accuracy: string) =>
      t('{0} loss {1}, validation accuracy {2}', label, loss, accuracy),
    test: (label: string, loss: string, accuracy: string) =>
      t('{0} loss {1}, test accuracy {2}', label, loss, accuracy),
  },
  spokenDiverged: (label: string) => t('{0} has diverged', label),
  spokenEnd: (status: string, results: string) => t('{0}: {1}.', status, results),
  spokenAccuracy: (label: string, accuracy: string) =>
    t('{0} {1} of the test images right', label, accuracy),

  emptyTitle: t('Networks that learn side by side'),
  emptyText: t(
    'Train the networks below on the same images, and watch which learns to see. Everything runs in this editor, and nothing is downloaded.',
  ),
  startingTitle: t('Getting ready'),
  startingText: t('The images are being read and the engine is starting.'),
  changedText: t('The settings have changed since this run began; the next one uses them.'),
  runBefore: (name: string) => t('What follows is the run before, {0}.', name),
};
