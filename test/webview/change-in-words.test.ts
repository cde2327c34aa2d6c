import { expect, test } from 'vitest';
import { difference, largestChanges, mistakeCount } from '#shared/confusion';
import { changeInWords } from '../../webview/views/confusion/change-in-words';
import { notebookConfusion } from './sample-run';

const classes = Array.from({ length: 10 }, (_, digit) => String(digit));

function words(from: string, to: string): string[] {
  const [before, after] = [notebookConfusion[from]!, notebookConfusion[to]!];
  const { rarer, commoner } = largestChanges(difference(before, after));
  return changeInWords({
    from,
    to,
    classes,
    fewerMistakes: mistakeCount(before) - mistakeCount(after),
    rarer: rarer[0],
    commoner: commoner[0],
  });
}

test('says how many mistakes there are less, and which pairs changed most', () => {
  // 10,000 images of which 5,303 and 7,835 were recognised.
  expect(words('mlp', 'cnn')).toEqual([
    'cnn makes 2,532 fewer mistakes than mlp.',
    'cnn takes 8 for 1 less often than mlp, by 530 images.',
    'cnn takes 9 for 4 more often than mlp, by 454 images.',
  ]);
});

test('says the opposite the other way round', () => {
  expect(words('cnn', 'mlp')).toEqual([
    'mlp makes 2,532 more mistakes than cnn.',
    'mlp takes 9 for 4 less often than cnn, by 454 images.',
    'mlp takes 8 for 1 more often than cnn, by 530 images.',
  ]);
});

test('names no pair that is confused more often where there is none', () => {
  const changed = { from: 'a', to: 'b', classes, fewerMistakes: 3, commoner: undefined };
  expect(changeInWords({ ...changed, rarer: { actual: 4, predicted: 9, count: 3 } })).toEqual([
    'b makes 3 fewer mistakes than a.',
    'b takes 4 for 9 less often than a, by 3 images.',
    'There is no pair that b confuses more often.',
  ]);
  expect(changeInWords({ ...changed, fewerMistakes: 0, rarer: undefined })).toEqual([
    'b makes as many mistakes as a.',
  ]);
});
