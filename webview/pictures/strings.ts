import { t } from '@vscode/l10n';
import { formatCount } from '../format';

export const strings = {
  predicted: t('predicted'),
  actual: t('actual'),
  loss: (label: string, loss: string) => t('{0}: loss {1}', label, loss),
  lossAndAccuracy: {
    validation: (label: string, loss: string, accuracy: string) =>
      t('{0}: loss {1}, {2} of the validation images right', label, loss, accuracy),
    test: (label: string, loss: string, accuracy: string) =>
      t('{0}: loss {1}, {2} of the test images right', label, loss, accuracy),
  },
  leftOut: (runs: number) =>
    runs === 1
      ? t('1 more run is not drawn, as it could not be told apart.')
      : t('{0} more runs are not drawn, as they could not be told apart.', formatCount(runs)),
  tooLong: (size: string, limit: string) =>
    t(
      'The picture comes to {0} MB, and at most {1} MB can be passed on: switch curves off, compare fewer runs, or export CSV instead.',
      size,
      limit,
    ),
  notDrawn: (reason: string) =>
    t(
      'The panel could not draw the picture ({0}): switch curves off, compare fewer runs, or export CSV instead.',
      reason,
    ),
  tooLarge: (width: string, height: string) =>
    t('{0}×{1} pixels are more than the browser can draw', width, height),
  diverged: t('diverged'),
};
