import { describe, expect, test } from 'vitest';
import { runJson } from '../../extension/runs/json';
import { report } from '../../extension/runs/report';
import { summarize } from '../../extension/runs/summarize';
import { epochsCsv } from '../../extension/runs/tables';
import { fold } from '../webview/fold';
import { sampleEvents } from '../webview/sample-run';

describe('a run whose classes are uneven', () => {
  const even = fold(sampleEvents({ epochs: 1, batchesPerEpoch: 2 }));
  const first = even.evaluations.mlp!;
  const confusion = first.confusion.map((row, i) => row.map((n) => (i === 0 ? 5 * n : n)));
  /** scikit-learn's: the mean of the recalls, which do not change with the size of a class. */
  const recalls = first.confusion.map((row, i) => row[i]! / row.reduce((a, b) => a + b));
  const balanced = recalls.reduce((a, b) => a + b) / recalls.length;
  const evaluations = Object.fromEntries(
    Object.entries(even.evaluations).map(([id, one]) => [id, { ...one, confusion }]),
  );

  const uneven = { ...even, evaluations, tests: [] };
  const ids = ['mlp', 'cnn', 'cnn-big'];

  test('has balanced accuracy in the list', () => {
    const named = { name: 'Run 1', pinned: false };
    const { models } = summarize('1', named, { config: null, state: uneven });
    expect(models.map(({ id }) => id)).toEqual(ids);
    for (const { balanced: told } of models) expect(told!).toBeCloseTo(balanced, 12);
    for (const model of summarize('1', named, { config: null, state: even }).models) {
      expect(model).not.toHaveProperty('balanced');
    }
  });

  test('and in the table of epochs and the JSON', () => {
    const [header, row] = epochsCsv(uneven)
      .split('\r\n')
      .map((line) => line.split(','));
    for (const id of ids) {
      const column = header!.indexOf(`${id}_test_balanced_accuracy`);
      expect(header![column - 1]).toBe(`${id}_test_accuracy`);
      expect(Number(row![column])).toBeCloseTo(balanced, 12);
    }
    expect(epochsCsv(even)).not.toContain('balanced');
    const json = JSON.parse(runJson('Run 1', { config: null, state: uneven })) as {
      readonly balancedAccuracy: Readonly<Record<string, number>>;
    };
    expect(Object.keys(json.balancedAccuracy)).toEqual(ids);
    for (const id of ids) expect(json.balancedAccuracy[id]).toBeCloseTo(balanced, 12);
    expect(runJson('Run 1', { config: null, state: even })).not.toContain('balanced');
  });

  test('and in its report, which says why', () => {
    const text = report('Run 1', { config: null, state: { ...even, evaluations } }, {});
    expect(text).toContain('| Test accuracy | Balanced accuracy | Test loss |');
    expect(text).toContain('Accuracy misleads here: ');
    const plain = report('Run 1', { config: null, state: even }, {});
    expect(plain).not.toMatch(/[Bb]alanced/);
  });
});
