import { expect, test } from 'vitest';
import type { RunSummary } from '../../../extension/runs/record';
import { RunWords } from '../../../extension/vscode/run-words';

const words = new RunWords('en');
const run: RunSummary = {
  id: 'a',
  name: 'mine',
  pinned: false,
  status: 'done',
  startedAt: 1_700_000_000_000,
  dataset: 'MNIST',
  epochs: 10,
  seed: 0,
  seconds: 60,
  models: [
    { id: 'mlp', accuracy: 0.5303 },
    { id: 'cnn', accuracy: 0.98765 },
    { id: 'new', accuracy: null },
  ],
};
const later = (seconds: number): number => run.startedAt + seconds * 1000;

test.each([
  [0, 'now'],
  [59, '59 sec. ago'],
  [61, '1 min. ago'],
  [2 * 3600 - 1, '1 hr. ago'],
  [86_400, 'yesterday'],
  [8 * 86_400, 'last wk.'],
  [400 * 86_400, 'last yr.'],
  // Clocks differ and are set.
  [-5, 'now'],
])('%d seconds ago is told in the largest unit that is full: %s', (seconds, expected) => {
  expect(words.timeAgo(run.startedAt, later(seconds))).toBe(expected);
});

test('a finished run is told by its best accuracy and its age', () => {
  expect(words.description(run, later(3600))).toBe('98.77% · 1 hr. ago');
});

test('a run that did not end well, or not yet, says so', () => {
  expect(words.description({ ...run, status: 'paused', models: [] }, later(1))).toBe('paused');
  expect(words.description({ ...run, status: 'failed' }, later(1))).toBe('98.77% · failed');
});

test('numbers are the language’s', () => {
  expect(new RunWords('de').accuracy(0.5303)).toMatch(/^53,03\s%$/);
  expect(words.accuracy(null)).toBe('not tested');
});
