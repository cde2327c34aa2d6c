import { expect, test } from 'vitest';
import { saysTwice } from './says-twice';

test.each([
  'Run 1, training, training',
  'stopped before its end, 81.29% · Stopped before its end',
  'Options; options',
])('“%s” says a thing twice', (text) => {
  expect(saysTwice(text)).toBe(true);
});

test.each([
  'Run 1, training, 98.77%, 98.77%',
  '12 taken for 2 by mlp; 12 images',
  'training in another window, trained for 10 epochs, 1. Epoch of 1.',
])('“%s” says each thing once', (text) => {
  expect(saysTwice(text)).toBe(false);
});
