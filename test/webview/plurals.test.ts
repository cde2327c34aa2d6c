/** What the panel says of one is said in the singular. */
import { describe, expect, test } from 'vitest';
import { strings as pictures } from '../../webview/pictures/strings';
import { strings as compare } from '../../webview/views/compare/strings';
import { strings as confusion } from '../../webview/views/confusion/strings';
import { strings as digits } from '../../webview/views/digits/strings';
import { strings as parameters } from '../../webview/views/parameters/strings';
import { strings as progress } from '../../webview/views/progress/strings';
import { strings as shell } from '../../webview/views/shell/strings';
import { strings as tryIt } from '../../webview/views/try-it/strings';

type Say = (...values: readonly unknown[]) => unknown;

/** What takes no counts but places, networks or weights. */
const without = new Set([
  'parameters.untrained',
  'parameters.filterLabel',
  'parameters.responseLabel',
]);

/** All sentences with values in them, by the path to them. */
function sentences(table: object, path: string): [string, Say][] {
  return Object.entries(table).flatMap(([key, value]: [string, unknown]) => {
    const at = `${path}.${key}`;
    if (without.has(at)) return [];
    if (typeof value === 'function') return [[at, value as Say] as [string, Say]];
    return typeof value === 'object' && value !== null ? sentences(value, at) : [];
  });
}

const all = Object.entries({
  ...{ shell, progress, confusion, digits, parameters, tryIt, compare, pictures },
}).flatMap(([name, table]) => sentences(table, name));

/** Every way to give `count` values, each of which is 1 or 2. */
function onesAndTwos(count: number): number[][] {
  if (count === 0) return [[]];
  return onesAndTwos(count - 1).flatMap((values) => [
    [...values, 1],
    [...values, 2],
  ]);
}

/** Counts that are never 1 where the sentence is said, with the reason. */
const never: Readonly<Record<string, string>> = {
  'tryIt.noPad': 'images of one channel have a pad',
  'parameters.firstOf': 'said where a convolution has more filters than are shown',
  'tryIt.likeliest': 'said where there are more classes than are shown',
  'tryIt.asSeenSize': 'of a size, the last figure is no count',
  'progress.price': 'said from 1.2 times on',
  'progress.priceWorth': 'said from 1.2 times on',
  'progress.priceNotWorth': 'said from 1.2 times on',
  'progress.guessing': 'who guesses has two classes at least to choose from',
  'progress.guessingAfterPeak': 'who guesses has two classes at least to choose from',
  'progress.plateau': 'several blocks of at least ten batches',
  'pictures.tooLarge': 'of a size, the last figure is no count',
};

/** What ends in s and is no plural: beside a verb, 1 is the name of a network. */
const others = [
  ...['has', 'is', 'as', 'its', 'less', 'loss', 'needs', 'takes', 'makes', 'leads', 'brings'],
  ...['gets', 'begins', 'confuses', 'reads', 'class'],
];
const oneOfMany = new RegExp(`(?<![\\d.,])1 (?!(${others.join('|')})\\b)\\p{L}+s\\b`, 'u');
const manyOfOne = /(?<![\d.,])2 (batch|epoch|image|network|run|thread|mistake|FLOP|class|filter)\b/;

const heard = (say: Say, values: readonly unknown[]): string => String(say(...values));

describe('of one', () => {
  test('there are sentences with counts to look at', () => {
    expect(all.length).toBeGreaterThan(80);
    const counted = all.filter(([, say]) =>
      onesAndTwos(say.length).some((values) => /(?<![\d.,])2 \p{L}+s\b/u.test(heard(say, values))),
    );
    expect(counted.map(([path]) => path)).toEqual(
      expect.arrayContaining([
        'confusion.cell',
        'confusion.changeOfImages',
        'confusion.lessOften',
        'progress.engine',
        'progress.byAccuracy.test.leads',
        'progress.run',
        'parameters.operations',
      ]),
    );
  });

  test.each(all)('%s speaks in the singular, and of two in the plural', (path, say) => {
    const wrong = onesAndTwos(say.length)
      .map((values) => heard(say, values))
      .filter((text) => oneOfMany.test(text) || manyOfOne.test(text));
    if (path in never) expect(wrong).not.toEqual([]);
    else expect(wrong).toEqual([]);
  });
});

test('a change by one image is one image, whichever way', () => {
  expect(confusion.changeOfImages('4', '9', 1, 0, 1)).toBe(
    'actual 4, predicted 9: +1 image (0 before, 1 now)',
  );
  expect(confusion.changeOfImages('4', '9', -1, 1, 0)).toBe(
    'actual 4, predicted 9: −1 image (1 before, 0 now)',
  );
  expect(confusion.changeOfImages('4', '9', -2, 2, 0)).toContain('−2 images');
});
