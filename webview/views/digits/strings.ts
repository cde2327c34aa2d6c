import { t } from '@vscode/l10n';

export const strings = {
  actual: (name: string) => t('Actual: {0}', name),
  shownOf: (shown: string, total: string) => t('Shown: {0} of {1}, the surest first', shown, total),
  more: (count: string) => t('Show {0} More', count),
  right: t('right'),
  wrong: t('wrong'),
  diverged: t('diverged'),
  loading: t('Asking the networks…'),
  failed: t('The networks could not be asked'),
  askAgain: t('Try Again'),
  openSetting: t('Open Setting'),
};
