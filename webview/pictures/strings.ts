import { t } from '@vscode/l10n';

export const strings = {
  title: 'MNIST Lab',
  predicted: t('predicted'),
  actual: t('actual'),
  loss: (label: string, loss: string) => t('{0}: loss {1}', label, loss),
  lossAndAccuracy: (label: string, loss: string, accuracy: string) =>
    t('{0}: loss {1}, {2} of the test images right', label, loss, accuracy),
  rightOf: (accuracy: string) => t('{0} of the test images right', accuracy),
};
