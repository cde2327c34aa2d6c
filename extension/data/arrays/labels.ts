import { t } from '@vscode/l10n';
import { numbersOf, type NumberArray } from './number-type';
import { unusable } from '../unusable';

/** Whole numbers of 32 bits, which labels are. */
const LARGEST = 2 ** 31;

/**
 * Labels of an array of any numbers, (N) or (N, columns) of which the first is the class.
 * @throws LabError `input` where one is no whole number
 */
export async function labelsOf(array: NumberArray): Promise<Int32Array> {
  const [count = 0, columns = 1] = array.shape;
  const labels = new Int32Array(count);
  // Columns lie one after another where the first index runs fastest.
  const stride = array.fortran ? 1 : columns;
  let start = 0;
  for await (const piece of array.pieces()) {
    const numbers = numbersOf(array, piece);
    for (let i = 0; i < numbers.count; i++) {
      const index = (start + i) / stride;
      if (!Number.isInteger(index) || index >= count) continue;
      const label = numbers.read(i);
      if (!Number.isInteger(label) || Math.abs(label) >= LARGEST) {
        throw unusable(
          array.path,
          t('label {0} is {1}, and labels are whole numbers', index + 1, String(label)),
          t('Number the classes (NumPy: np.unique(labels, return_inverse=True)[1]).'),
        );
      }
      labels[index] = label;
    }
    start += numbers.count;
  }
  return labels;
}
