import { t } from '@vscode/l10n';
import { refused } from '../unusable';

/** @throws LabError `input` where there is not a label for each image */
export function checkCounts(
  images: { readonly path: string; readonly count: number },
  labels: { readonly path: string; readonly count: number },
): void {
  if (images.count === labels.count) return;
  throw refused(
    t(
      'There is not a label for each image: {1} in {0}, {3} in {2}. Use files that belong together.',
      images.path,
      images.count,
      labels.path,
      labels.count,
    ),
  );
}
