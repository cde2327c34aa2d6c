import { t } from '@vscode/l10n';
import { LabError } from '../errors';

/** Labels and the file that they come from. */
export interface LabelFile {
  readonly path: string;
  /** (count) */
  readonly labels: Uint8Array;
}

/** Images for each class on average, from which on classes without any look like a mistake. */
const PLENTY = 10;

/**
 * The names of a data set's classes, in the order of the labels. There are as many as names are given, or
 * else as the largest training label says.
 *
 * @param names empty for the classes' numbers
 * @throws LabError `input` that names the file, the label and its place
 */
export function resolveClasses(
  train: LabelFile,
  test: LabelFile,
  names: readonly string[],
): readonly string[] {
  if (names.length > 0) {
    const words: Words = (path, image, label) =>
      t(
        '{0} cannot be used: label {1} is {2}, and there are {3} names in mnistLab.classNames: name all classes, or none.',
        path,
        image,
        label,
        names.length,
      );
    refuseFrom(train, names.length, words, 'mnistLab.classNames');
    refuseFrom(test, names.length, words, 'mnistLab.classNames');
    return names;
  }
  const counts = countLabels(train.labels);
  const empty = counts.flatMap((count, label) => (count === 0 ? [label] : []));
  // One unused label is usual (letters from 1), and few images miss some by chance.
  if (empty.length > 1 && train.labels.length >= PLENTY * counts.length) {
    const words: Words = (path, image, label) =>
      t(
        '{0} cannot be used: label {1} is {2}, and none has the labels {3} to {4}: replace the file by a good copy, or name all classes in mnistLab.classNames if it is right.',
        path,
        image,
        label,
        empty[0]!,
        empty.at(-1)!,
      );
    refuseFrom(train, empty.at(-1)! + 1, words, 'mnistLab.dataFolder');
  }
  const words: Words = (path, image, label) =>
    t(
      '{0} cannot be used: label {1} is {2}, and the training labels go from 0 to {3}: use files that belong together.',
      path,
      image,
      label,
      counts.length - 1,
    );
  refuseFrom(test, counts.length, words, 'mnistLab.dataFolder');
  return counts.map((_, label) => label.toString());
}

/** Images by label, up to the largest one. */
function countLabels(labels: Uint8Array): number[] {
  const counts: number[] = [];
  for (const label of labels) {
    while (counts.length <= label) counts.push(0);
    counts[label]! += 1;
  }
  return counts;
}

/** What is wrong with a label, and what to do. */
type Words = (path: string, image: number, label: number) => string;

function refuseFrom(file: LabelFile, limit: number, words: Words, setting: string): void {
  const wrong = file.labels.findIndex((label) => label >= limit);
  if (wrong === -1) return;
  throw new LabError('input', words(file.path, wrong, file.labels[wrong]!), setting);
}
