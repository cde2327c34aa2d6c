import { describe, expect, test } from 'vitest';
import { balanceOf, unevenSentence } from '#shared/balance';

describe('classes', () => {
  test('are even where none is 2.5 times as frequent as another that occurs', () => {
    expect(balanceOf([[13, 0], [2, 3]])).not.toBeNull(); // prettier-ignore
    expect(balanceOf([[12, 0], [2, 3]])).toBeNull(); // prettier-ignore
    // One that does not occur says nothing.
    expect(balanceOf([[5, 0, 0], [2, 1, 0], [0, 0, 0]])).toBeNull(); // prettier-ignore
    expect(balanceOf([[0, 0], [0, 0]])).toBeNull(); // prettier-ignore
  });

  test('that are uneven have the mean recall of those that occur, as scikit-learn’s balanced_accuracy_score', () => {
    // 90 of 100 are the first class; who always says so is right for 90 %, and for a third of three classes.
    const always = [[90, 0, 0], [6, 0, 0], [4, 0, 0]]; // prettier-ignore
    expect(balanceOf(always)!.accuracy).toBeCloseTo(1 / 3, 15);
    const some = [[80, 10, 0, 0], [0, 5, 1, 0], [1, 0, 3, 0], [0, 0, 0, 0]]; // prettier-ignore
    expect(balanceOf(some)!.accuracy).toBeCloseTo((80 / 90 + 5 / 6 + 3 / 4) / 3, 15);
  });

  test('are told with the shares of the commonest and the rarest', () => {
    const balance = balanceOf([[2, 2], [10, 86]])!; // prettier-ignore
    expect(balance).toMatchObject({
      commonest: { index: 1, share: 0.96 },
      rarest: { index: 0, share: 0.04 },
    });
    expect(unevenSentence(balance, ['cat', 'dog'], 'validation')).toBe(
      'Accuracy misleads here: 96.00% of the validation images are of class dog, so that always saying dog is right that often, and 4.00% are of class cat. Balanced accuracy, the mean of the recalls, counts every class alike.',
    );
  });
});
