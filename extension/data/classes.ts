import { t } from '@vscode/l10n';
import { MOST_CLASSES } from '#shared/class-weights';
import { refused } from './unusable';
import { faceName, settingName } from '../setting-names';

/** Labels and the file that they come from. */
export interface LabelFile {
  readonly path: string;
  /** (count) */
  readonly labels: Int32Array;
}

export interface Classes {
  /** In the order of the labels as they are in the files. */
  readonly names: readonly string[];
  /** Numbers labels of the files as networks count classes: from 0, without gaps. */
  number(labels: Int32Array): Uint8Array;
}

/** So many labels are named in a message. */
const SHOWN = 12;

/**
 * The classes of a data set are those that occur, in whatever part: letters that go from 1 to 26 have 26, and two of
 * the ten digits are two.
 *
 * @param names of all classes in the order of their labels, or of all values from 0 to the largest label;
 *   empty for what the data call them
 * @param nameOf what the data call a label; undefined where it is only a number
 * @throws LabError `input` where the names fit neither, or where there are too many classes
 */
export function resolveClasses(
  files: readonly LabelFile[],
  names: readonly string[],
  nameOf: (label: number) => string | undefined,
): Classes {
  const occurring = new Set<number>();
  for (const { labels } of files) for (const label of labels) occurring.add(label);
  const values = [...occurring].sort((a, b) => a - b);
  const largest = values.at(-1)!;
  const paths = [...new Set(files.map(({ path }) => path))].join(t(' and '));
  if (values.length > MOST_CLASSES) {
    throw refused(
      t(
        'The labels in {0} have {1} values ({2}), and networks tell at most {3} classes apart. See whether that column is the class.',
        paths,
        values.length,
        listed(values),
        MOST_CLASSES,
      ),
    );
  }
  if (names.length > 0 && names.length !== values.length && names.length <= largest) {
    throw refused(
      t(
        'The number of names for classes ({0}) is {1}, and that of the classes in {2} is {3} ({4}): name each of these, or all from 0 to {5}, or none.',
        faceName('classNames'),
        names.length,
        paths,
        values.length,
        listed(values),
        largest,
      ),
      settingName('classNames'),
    );
  }
  const named = (label: number, position: number): string => {
    if (names.length === 0) return nameOf(label) ?? label.toString();
    return names[names.length === values.length ? position : label]!;
  };
  const numbers = new Map(values.map((label, index) => [label, index]));
  return {
    names: values.map(named),
    number: (labels) => {
      const classes = new Uint8Array(labels.length);
      for (let i = 0; i < labels.length; i++) classes[i] = numbers.get(labels[i]!)!;
      return classes;
    },
  };
}

function listed(values: readonly number[]): string {
  const shown = values.slice(0, SHOWN).join(', ');
  return values.length > SHOWN ? `${shown}, …` : shown;
}
