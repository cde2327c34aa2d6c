import { t } from '@vscode/l10n';
import { refused } from './unusable';
import { faceName, settingName } from '../setting-names';

/** Labels and the file that they come from. */
export interface LabelFile {
  readonly path: string;
  /** (count) */
  readonly labels: Uint8Array;
}

export interface Classes {
  /** In the order of the labels as they are in the files. */
  readonly names: readonly string[];
  /** Numbers labels of the files as networks count classes: from 0, without gaps. */
  number(labels: Uint8Array): Uint8Array;
}

/** So many labels are named in a message. */
const SHOWN = 12;

/**
 * The classes of a data set are those that occur, be it in training or testing: letters that go from 1 to
 * 26 have 26, and two of the ten digits are two.
 *
 * @param names of all classes in the order of their labels, or of all values from 0 to the largest label;
 *   empty for the labels themselves
 * @throws LabError `input` where the names fit neither
 */
export function resolveClasses(
  train: LabelFile,
  test: LabelFile,
  names: readonly string[],
): Classes {
  const occurs = new Uint8Array(256);
  for (const { labels } of [train, test]) for (const label of labels) occurs[label] = 1;
  const values = [...occurs.keys()].filter((label) => occurs[label] === 1);
  const largest = values.at(-1)!;
  if (names.length > 0 && names.length !== values.length && names.length <= largest) {
    throw refused(
      t(
        'The number of names for classes ({0}) is {1}, and that of the classes in {2} and {3} is {4} ({5}): name each of these, or all from 0 to {6}, or none.',
        faceName('classNames'),
        names.length,
        train.path,
        test.path,
        values.length,
        listed(values),
        largest,
      ),
      settingName('classNames'),
    );
  }
  const named = (label: number, position: number): string => {
    if (names.length === 0) return label.toString();
    return names[names.length === values.length ? position : label]!;
  };
  const numbers = new Uint8Array(256);
  values.forEach((label, index) => {
    numbers[label] = index;
  });
  return {
    names: values.map(named),
    number: (labels) =>
      largest === values.length - 1 ? labels : labels.map((label) => numbers[label]!),
  };
}

function listed(values: readonly number[]): string {
  const shown = values.slice(0, SHOWN).join(', ');
  return values.length > SHOWN ? `${shown}, …` : shown;
}
