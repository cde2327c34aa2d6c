import { t } from '@vscode/l10n';
import type { RunEvent } from '#shared/protocol/events';

type Facts = RunEvent['dataset'];

/** How many images a data set has in which part, in words. */
function inWords({ name, train, validation, test }: Facts): string {
  return validation === undefined
    ? t('{0} ({1} images for training, {2} for testing)', name, train, test)
    : t(
        '{0} ({1} images for training, {2} for validation, {3} for testing)',
        name,
        train,
        validation,
        test,
      );
}

/** In what the data of a run differs from what is there now, of which it is known that it does; a part of a sentence. */
export function datasetDifference(there: Facts, here: Facts): string {
  const [a, b] = [inWords(there), inWords(here)];
  return a === b
    ? t('the images or labels of {0} are others', there.name)
    : t('{0} is {1} there, and {2} here', t('the data set'), a, b);
}
