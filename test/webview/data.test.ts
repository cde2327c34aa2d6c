/** What the Data tab makes of what it is told of a data set. */
import { describe, expect, test } from 'vitest';
import type { DataSummary } from '#shared/data-summary';
import { ALL, narrowed } from '../../webview/views/data/filter';
import { groupsOf, imagesIn } from '../../webview/views/data/groups';
import { isOther } from '../../webview/views/data/other-data';
import { fold, validated } from './fold';
import { sampleEvents } from './sample-run';

const base64 = (bytes: readonly number[]): string => btoa(String.fromCharCode(...bytes));

describe('pictures', () => {
  test('come out one by one, as they went in', () => {
    const images = imagesIn({ shape: [3, 1, 2], pixels: base64([...Array(12).keys(), 255, 7]) });
    // A byte or two too many are no image.
    expect(images.map((image) => [...image])).toEqual([
      [0, 1, 2, 3, 4, 5],
      [6, 7, 8, 9, 10, 11],
    ]);
    expect(imagesIn({ shape: [1, 28, 28], pixels: '' })).toEqual([]);
  });

  test('of a page stand with those of their class', () => {
    const groups = groupsOf({
      ...{ total: 9, pages: 3, page: 1 },
      samples: [
        { index: 4, label: 1 },
        { index: 9, label: 1 },
        { index: 2, label: 7 },
      ],
      pictures: { shape: [1, 1, 1], pixels: base64([10, 20, 30]) },
    });
    expect(
      groups.map(({ label, samples }) => [
        label,
        samples.map(({ index, pixels }) => [index, ...pixels]),
      ]),
    ).toEqual([
      [
        1,
        [
          [4, 10],
          [9, 20],
        ],
      ],
      [7, [[2, 30]]],
    ]);
  });
});

test('whatever is looked for anew is looked at from its first page', () => {
  const deep = { ...ALL, page: 12 };
  expect(narrowed(deep, { label: 3 })).toEqual({ ...ALL, label: 3 });
  expect(narrowed(deep, { part: 'test' })).toEqual({ ...ALL, part: 'test' });
});

describe('a run', () => {
  const events = sampleEvents({ epochs: 1 });
  const { run } = fold(events);
  const { name, classes, train, test: tested } = run.dataset;
  const part = (part: 'train' | 'validation' | 'test', count: number) => ({
    ...{ part, count, byClass: [], duplicates: 0 },
  });
  const summary: DataSummary = {
    ...{ name, classes, form: 'idx', imageShape: [1, 28, 28], overlaps: [], pixels: [], notes: [] },
    parts: [part('train', train), part('test', tested)],
  };

  test('that had this data had no other', () => {
    expect(isOther(run, summary)).toBe(false);
  });

  test.each<[string, Partial<DataSummary>]>([
    ['name', { name: 'fashion' }],
    ['count of training images', { parts: [part('train', train - 1), part('test', tested)] }],
    ['count of test images', { parts: [part('train', train), part('test', tested + 1)] }],
    [
      'validation part',
      { parts: [part('train', train), part('validation', 5), part('test', tested)] },
    ],
    ['class more', { classes: [...classes, 'more'] }],
    ['name of a class', { classes: classes.map((one, i) => (i === 3 ? 'three' : one)) }],
  ])('that had another %s had other data', (_, change) => {
    expect(isOther(run, { ...summary, ...change })).toBe(true);
  });

  test('that was judged by validation images had the data that has as many', () => {
    const split = fold(validated(events)).run;
    const parts = [part('train', 55_000), part('validation', 5_000), part('test', tested)];
    expect(isOther(split, { ...summary, parts })).toBe(false);
    expect(isOther(split, summary)).toBe(true);
  });
});
