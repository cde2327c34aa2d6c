import { t } from '@vscode/l10n';
import { numbersOf, type NumberArray } from './number-type';
import { unusable } from '../unusable';

/** Whole numbers of 32 bits, which labels are. */
const LARGEST = 2 ** 31;

/**
 * Labels of an array of any numbers, (N) or (N, columns) of which the first is the class.
 * @throws LabError `input` where one is no whole number
 */
export function labelsOf(array: NumberArray): Int32Array {
  const [count = 0, columns = 1] = array.shape;
  if (array.type === 'u1' && columns === 1) return Int32Array.from(array.content);
  const read = numbersOf(array);
  const labels = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const label = read(i * columns);
    if (!Number.isInteger(label) || Math.abs(label) >= LARGEST) {
      throw unusable(
        array.path,
        t('label {0} is {1}, and labels are whole numbers', i + 1, String(label)),
        t('Number the classes (NumPy: np.unique(labels, return_inverse=True)[1]).'),
      );
    }
    labels[i] = label;
  }
  return labels;
}
