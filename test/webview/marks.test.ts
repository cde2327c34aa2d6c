import { describe, expect, test } from 'vitest';
import type { Mark } from '#shared/protocol/events';
import { marksInWords, placesOf } from '../../webview/views/progress/marks';
import { after } from './fold';

/** 4 epochs of 5 batches. */
const whole = after(20);
const mark = (epoch: number, batch: number, longer = false): Mark => ({
  epoch,
  batch,
  at: Date.UTC(2026, 10, 27, 12),
  longer,
});
const networks = ['mlp', 'cnn'];
const marked = (...marks: Mark[]) => ({ ...whole, marks });

describe('where a run went on', () => {
  test('is after the batch that had been trained last, one place for all networks', () => {
    expect(placesOf(marked(mark(2, 3)), 'batch', networks)).toEqual([{ x: 8, model: null }]);
    expect(placesOf(marked(mark(2, 3)), 'epoch', networks)).toEqual([{ x: 1.6, model: null }]);
    expect(placesOf(marked(mark(2, 5)), 'epoch', networks)).toEqual([{ x: 2, model: null }]);
  });

  test('is, by seconds, where each network was then, if it is seen', () => {
    const seconds = (id: string): number => whole.batchSeconds[id]![7]!;
    expect(placesOf(marked(mark(2, 3)), 'seconds', networks)).toEqual(
      networks.map((model) => ({ x: seconds(model), model })),
    );
    expect(placesOf(marked(mark(2, 3)), 'seconds', [])).toEqual([]);
  });

  test('is in the point of its batch where several batches share one', () => {
    const { batchSeconds } = whole;
    const everyFourth = (id: string): number[] =>
      batchSeconds[id]!.filter((_, index) => index % 4 === 3);
    const long = { ...marked(mark(2, 3)), stride: 4, batchSeconds: { mlp: everyFourth('mlp') } };
    expect(placesOf(long, 'seconds', ['mlp'])).toEqual([{ x: batchSeconds.mlp![7], model: 'mlp' }]);
  });

  test('has no place in curves that had not begun, but is told', () => {
    expect(placesOf(marked(mark(0, 0)), 'batch', networks)).toEqual([]);
    expect(marksInWords(marked(mark(0, 0)))).toEqual([
      expect.stringContaining('went on from its start'),
    ]);
  });

  test('is told by epoch, with the batch where that is not over, and whether it had ended', () => {
    expect(marksInWords(marked(mark(1, 5), mark(2, 3), mark(4, 5, true)))).toEqual([
      expect.stringMatching(/^The run went on after epoch 1 \(.+\)\.$/),
      expect.stringMatching(/^The run went on from epoch 2, batch 3 of 5 \(.+\)\.$/),
      expect.stringMatching(/^After epoch 4 it was trained for more epochs \(.+\)\.$/),
    ]);
    expect(marksInWords(whole)).toEqual([]);
  });

  test('is told of the last alone where it is many places', () => {
    const many = marked(mark(1, 1), mark(1, 2), mark(1, 3), mark(3, 1));
    expect(marksInWords(many)).toEqual([
      expect.stringMatching(/went on: 4\. .* epoch 3, batch 1 of 5/),
    ]);
  });
});
