import { describe, expect, test } from 'vitest';
import { campsOf, classesToShow, type Vote, voteOf } from '../../webview/views/try-it/agreement';
import { agreementSentence, verdictSentence } from '../../webview/views/try-it/strings';

const digits = Array.from({ length: 10 }, (_, digit) => String(digit));
const reading = (model: string, predicted: number | null): Vote => ({
  model,
  predicted,
  probability: predicted === null ? 0 : 0.9,
});

describe('a network reads', () => {
  test('the likeliest class', () => {
    expect(voteOf('mlp', [0.1, 0.2, 0.7])).toEqual({
      model: 'mlp',
      predicted: 2,
      probability: 0.7,
    });
  });

  test('nothing when its probabilities are no numbers', () => {
    expect(voteOf('mlp', [NaN, NaN]).predicted).toBeNull();
  });
});

describe('agreement in words', () => {
  test.each<[string, [string, number | null][]]>([
    ['mlp reads 7.', [['mlp', 7]]],
    [
      'Both networks read 7.',
      [
        ['mlp', 7],
        ['cnn', 7],
      ],
    ],
    [
      'All three networks read 7.',
      [
        ['mlp', 7],
        ['cnn', 7],
        ['cnn-big', 7],
      ],
    ],
    [
      'All 4 networks read 0.',
      [
        ['a', 0],
        ['b', 0],
        ['c', 0],
        ['d', 0],
      ],
    ],
    [
      'mlp reads 1, the others 7.',
      [
        ['mlp', 1],
        ['cnn', 7],
        ['cnn-big', 7],
      ],
    ],
    [
      'cnn-big reads 1, the others 7.',
      [
        ['mlp', 7],
        ['cnn', 7],
        ['cnn-big', 1],
      ],
    ],
    [
      'mlp reads 1, cnn reads 7.',
      [
        ['mlp', 1],
        ['cnn', 7],
      ],
    ],
    [
      'mlp reads 1, cnn reads 7, cnn-big reads 9.',
      [
        ['mlp', 1],
        ['cnn', 7],
        ['cnn-big', 9],
      ],
    ],
    [
      'a and c read 1, b and d read 7.',
      [
        ['a', 1],
        ['b', 7],
        ['c', 1],
        ['d', 7],
      ],
    ],
    [
      'mlp: no answer, the others 7.',
      [
        ['mlp', null],
        ['cnn', 7],
        ['cnn-big', 7],
      ],
    ],
    [
      'No network has an answer.',
      [
        ['mlp', null],
        ['cnn', null],
      ],
    ],
    ['', []],
  ])('%s', (sentence, networks) => {
    const camps = campsOf(networks.map(([model, predicted]) => reading(model, predicted)));
    expect(agreementSentence(camps, digits)).toBe(sentence);
  });
});

describe('the verdict on a test image', () => {
  const camps = (...predicted: (number | null)[]) =>
    campsOf(predicted.map((one, i) => reading(['mlp', 'cnn', 'cnn-big'][i]!, one)));

  test.each<[string, (number | null)[]]>([
    ['That is right: its label is 7.', [7, 7, 7]],
    ['That is wrong: its label is 7.', [1, 1, 9]],
    ['Its label is 7: mlp is wrong.', [1, 7, 7]],
    ['Its label is 7: mlp and cnn-big are wrong.', [1, 7, 9]],
    // A network that has diverged says nothing that could be wrong.
    ['That is right: its label is 7.', [7, null, 7]],
    ['That is wrong: its label is 7.', [1, null, 1]],
    ['Its label is 7: mlp is wrong.', [1, null, 7]],
    ['Its label is 7.', [null, null, null]],
  ])('%s', (sentence, predicted) => {
    expect(verdictSentence(camps(...predicted), 7, '7')).toBe(sentence);
  });
});

describe('of the classes', () => {
  test('all are shown in their order where there are few', () => {
    expect(classesToShow([0.2, 0.5, 0.3], 3)).toEqual([0, 1, 2]);
  });

  test('the likeliest are shown where there are many, likeliest first', () => {
    expect(classesToShow([0.1, 0.4, 0.2, 0.3], 2)).toEqual([1, 3]);
  });
});
