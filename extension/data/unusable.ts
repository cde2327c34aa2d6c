import { t } from '@vscode/l10n';
import { LabError } from '../errors';
import { settingName } from '../setting-names';

/**
 * A file of a data set that is not as it should be.
 * @param problem what is wrong with it, to stand after a colon
 * @param cure a sentence
 */
export function unusable(
  file: string,
  problem: string,
  cure = t('Replace the file by a good copy.'),
): LabError {
  return refused(t('{0} cannot be used: {1}. {2}', file, problem, cure));
}

/** @param setting whose change is the cure */
export function refused(message: string, setting = settingName('data')): LabError {
  return new LabError('input', message, setting);
}
