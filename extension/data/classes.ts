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
    const cure = `there are ${names.length} names in mnistLab.classNames: name all classes, or none`;
    refuseFrom(train, names.length, cure, 'mnistLab.classNames');
    refuseFrom(test, names.length, cure, 'mnistLab.classNames');
    return names;
  }
  const counts = countLabels(train.labels);
  const empty = counts.flatMap((count, label) => (count === 0 ? [label] : []));
  // One unused label is usual (letters from 1), and few images miss some by chance.
  if (empty.length > 1 && train.labels.length >= PLENTY * counts.length) {
    const cure = `none has the labels ${empty[0]!} to ${empty.at(-1)!}: replace the file by a good copy, or name all classes in mnistLab.classNames if it is right`;
    refuseFrom(train, empty.at(-1)! + 1, cure, 'mnistLab.dataFolder');
  }
  const cure = `the training labels go from 0 to ${counts.length - 1}: use files that belong together`;
  refuseFrom(test, counts.length, cure, 'mnistLab.dataFolder');
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

function refuseFrom(file: LabelFile, limit: number, cure: string, setting: string): void {
  const wrong = file.labels.findIndex((label) => label >= limit);
  if (wrong === -1) return;
  throw new LabError(
    'input',
    `${file.path} cannot be used: label ${wrong} is ${file.labels[wrong]!}, and ${cure}.`,
    setting,
  );
}
