/** What is told of a run with validation images outside of the panel: which part each figure is of. */
import { expect, test } from 'vitest';
import type { RunState } from '#shared/run-state';
import { report } from '../../extension/runs/report';
import { summarize } from '../../extension/runs/summarize';
import { epochsCsv } from '../../extension/runs/tables';
import { description } from '../../extension/vscode/runs/run-words';
import { fold, validated } from '../webview/fold';
import { sampleEvents } from '../webview/sample-run';

const events = validated(sampleEvents({ epochs: 4, batchesPerEpoch: 5 }));
const finished = fold(events);
const untested = fold(
  events.slice(
    0,
    events.findIndex(({ type }) => type === 'evaluation'),
  ),
);

test('figures of validation images say so in list and report', () => {
  const words = (state: RunState): string =>
    description(
      summarize('1', { name: 'Run 1', pinned: false }, { config: null, state }),
      state.run.startedAt,
    );
  expect(words(untested)).toMatch(/^[\d.]+% \(validation\)/);
  expect(words(finished)).toMatch(/^[\d.]+%(?! \(validation\))/);
  const text = (state: RunState): string => report('Run 1', { config: null, state }, {});
  expect(text(untested)).toContain('| Validation accuracy | Validation loss |');
  expect(text(finished)).toContain('| Test accuracy | Test loss |');
  expect(text(finished)).toContain('55,000 images to train, 5,000 to validate, 10,000 to test.');
});

test('figures of validation images say so in the table of epochs', () => {
  expect(epochsCsv(finished)).toContain(
    'mlp_train_loss,mlp_validation_loss,mlp_validation_accuracy',
  );
});
