import { t } from '@vscode/l10n';
import { unusable } from '../unusable';

/** @throws LabError `input` where there is not a label for each image */
export function checkCounts(
  images: { readonly path: string; readonly count: number },
  labels: { readonly path: string; readonly count: number },
): void {
  if (images.count === labels.count) return;
  throw unusable(
    images.path,
    t(
      'there is not a label for each image: it has {0}, and {1} has {2}',
      images.count,
      labels.path,
      labels.count,
    ),
    t('Use files that belong together.'),
  );
}
