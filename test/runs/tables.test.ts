import { describe, expect, test } from 'vitest';
import { batchesCsv, confusionCsv, epochsCsv } from '../../extension/runs/tables';
import { runJson } from '../../extension/runs/json';
import { notebookConfusion } from '../webview/sample-run';
import { sampleRecord, sampleState } from './support';

/** None of these has a quoted field. */
const cells = (csv: string): string[][] =>
  csv
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));

describe('the table of batches', () => {
  const state = sampleState();
  const rows = cells(batchesCsv(state));

  test('has a row for each batch, with its place in its epoch', () => {
    expect(rows[0]).toEqual([
      ...['epoch', 'batch', 'elapsed_seconds'],
      ...['mlp_loss', 'cnn_loss', 'cnn-big_loss'],
      ...['mlp_seconds', 'cnn_seconds', 'cnn-big_seconds'],
    ]);
    expect(rows.slice(1).map(([epoch, batch]) => `${epoch}.${batch}`)).toEqual([
      ...['1.1', '1.2', '1.3'],
      ...['2.1', '2.2', '2.3'],
    ]);
  });

  test('has the losses and seconds of each network to the last digit', () => {
    expect(rows[5]!.slice(2).map(Number)).toEqual([
      state.elapsed[4],
      ...['mlp', 'cnn', 'cnn-big'].map((id) => state.batchLosses[id]![4]),
      ...['mlp', 'cnn', 'cnn-big'].map((id) => state.batchSeconds[id]![4]),
    ]);
  });
});

test('the table of batches says what each of its lines is of', () => {
  const { run, ...state } = sampleState();
  const config = { ...run.config, epochs: 2, batchesPerEpoch: 5 };
  const [a, b, c] = run.models.map(({ id }) => id) as [string, string, string];
  const of = <T>(value: T): Record<string, T> => ({ [a]: value, [b]: value, [c]: value });
  const csv = batchesCsv({
    ...{ ...state, run: { ...run, config } },
    ...{ stride: 4, elapsed: [1, 2], batchSeconds: of([0.5, 1]) },
    ...{ batchLosses: of([2, 1]), leastLosses: of([1, 0.5]), mostLosses: of([9, 8]) },
    open: {
      ...{ batches: 2, elapsed: 3, losses: of(0.4), least: of(0.3), most: of(0.5) },
      seconds: of(1.5),
    },
  });
  const rows = csv
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
  expect(rows[0]!.slice(0, 7)).toEqual([
    ...['first_epoch', 'first_batch', 'batches', 'elapsed_seconds'],
    ...[`${a}_mean_loss`, `${a}_least_loss`, `${a}_largest_loss`],
  ]);
  expect(rows.slice(1).map((row) => row.slice(0, 7).map(Number))).toEqual([
    [1, 1, 4, 1, 2, 1, 9],
    [1, 5, 4, 2, 1, 0.5, 8],
    [2, 4, 2, 3, 0.4, 0.3, 0.5],
  ]);
  expect(rows[3]!.at(-1)).toBe('1.5');
});

describe('the table of epochs', () => {
  test('has training and test of an epoch in one row', () => {
    const state = sampleState();
    const [header, first, second] = cells(epochsCsv(state));
    expect(header!.slice(0, 5)).toEqual([
      'epoch',
      'mlp_train_loss',
      'mlp_test_loss',
      'mlp_test_accuracy',
      'mlp_seconds',
    ]);
    expect(header).toHaveLength(1 + 3 * 4);
    const [one] = state.tests;
    expect(first!.slice(0, 5).map(Number)).toEqual([
      ...[1, state.epochs[0]!.losses.mlp, one!.losses.mlp, one!.accuracies.mlp],
      state.epochs[0]!.seconds.mlp,
    ]);
    expect(second![0]).toBe('2');
  });

  test('takes the last epoch’s test from the final evaluation where it has none of its own', () => {
    const state = sampleState();
    const rows = cells(epochsCsv({ ...state, tests: state.tests.slice(0, 1) }));
    expect(rows[2]!.slice(2, 4).map(Number)).toEqual([
      state.evaluations.mlp!.loss,
      state.evaluations.mlp!.accuracy,
    ]);
  });

  test('does not take it for that of the last whole epoch when the run was stopped after it', () => {
    const state = sampleState();
    const stopped = { ...state, tests: [], epochs: state.epochs.slice(0, 1) };
    expect(cells(epochsCsv(stopped))[1]!.slice(2, 4)).toEqual(['', '']);
  });
});

test('the table of confusions has a row for each network and actual class', () => {
  const rows = cells(confusionCsv(sampleState()));
  expect(rows[0]!.slice(0, 4)).toEqual(['network', 'actual', 'predicted_0', 'predicted_1']);
  expect(rows).toHaveLength(1 + 3 * 10);
  // The notebook's cnn: nines taken for fours.
  expect(rows[20]!.slice(0, 2)).toEqual(['cnn', '9']);
  expect(rows[20]!.slice(2).map(Number)).toEqual(notebookConfusion.cnn![9]);
});

test('a class whose name a spreadsheet would compute is text in the table of confusions', () => {
  const { run, ...state } = sampleState();
  const classes = run.dataset.classes.map((name, i) => (i === 0 ? '=HYPERLINK("x")' : name));
  const csv = confusionCsv({ ...state, run: { ...run, dataset: { ...run.dataset, classes } } });
  expect(csv.split('\r\n')[1]).toMatch(/^mlp,"'=HYPERLINK\(""x""\)",931,/);
});

test('the JSON of a run is strict: a loss that is no number is null', () => {
  const record = sampleRecord();
  const state = { ...record.state, batchLosses: { mlp: [1, NaN, Infinity] } };
  const parsed = JSON.parse(runJson('mine', { ...record, state })) as typeof record & {
    name: string;
  };
  expect(parsed.name).toBe('mine');
  expect(parsed.config?.seed).toBe(0);
  expect(parsed.state.batchLosses).toEqual({ mlp: [1, null, null] });
});
