import { describe, expect, test } from 'vitest';
import { report } from '../../extension/runs/report';
import { fold } from '../webview/fold';
import { sampleEvents } from '../webview/sample-run';

describe('a report', () => {
  const even = fold(sampleEvents({ epochs: 1, batchesPerEpoch: 2 }));
  const first = even.evaluations.mlp!;
  const confusion = first.confusion.map((row, i) => row.map((n) => (i === 0 ? 5 * n : n)));
  const evaluations = Object.fromEntries(
    Object.entries(even.evaluations).map(([id, one]) => [id, { ...one, confusion }]),
  );

  test('shows balanced accuracy where classes are uneven, and says why', () => {
    const text = report('Run 1', { config: null, state: { ...even, evaluations } }, {});
    expect(text).toContain('| Test accuracy | Balanced accuracy | Test loss |');
    expect(text).toContain('Accuracy misleads here: ');
    const plain = report('Run 1', { config: null, state: even }, {});
    expect(plain).not.toMatch(/[Bb]alanced/);
  });
});
