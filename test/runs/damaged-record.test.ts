import { expect, test } from 'vitest';
import { applyEvent, type RunState } from '#shared/run-state';
import { differences } from '../../extension/runs/differences';
import { runJson } from '../../extension/runs/json';
import { parseRecord } from '../../extension/runs/parse';
import { configToRepeat, type RunRecord, VERSION } from '../../extension/runs/record';
import { summarize } from '../../extension/runs/summarize';
import { bestAccuracy } from '../../extension/runs/summary';
import { report } from '../../extension/runs/report';
import { batchesCsv, confusionCsv, epochsCsv } from '../../extension/runs/tables';
import { sampleEvents } from '../webview/sample-run';
import { damagesOf, type Json } from './damages';
import { fullRecord } from './support';

const onDisk = (record: RunRecord): Json =>
  JSON.parse(JSON.stringify({ version: VERSION, ...record })) as Json;
const parse = (value: unknown): RunRecord | 'damaged' | 'newer' => {
  const parsed = parseRecord(new TextEncoder().encode(JSON.stringify(value)));
  return typeof parsed === 'string' ? parsed : parsed.value;
};

test('a record with one field damaged is set aside, or can be told, compared, written and gone on with', () => {
  const record = fullRecord();
  const taken: string[] = [];
  let tried = 0;
  for (const { name, value } of damagesOf(onDisk(record))) {
    tried++;
    const parsed = parse(value);
    if (parsed === 'damaged' || parsed === 'newer') continue;
    taken.push(name);
    expect(() => {
      use(parsed, record);
    }, name).not.toThrow();
  }
  expect(tried).toBeGreaterThan(5000);
  // Names, texts and figures that no other field contradicts.
  expect(taken.length).toBeLessThan(tried / 3);
});

/** All that is done with a run that was opened. */
function use(parsed: RunRecord, other: RunRecord): void {
  const { state } = parsed;
  report('a', parsed, { curves: 'a.png' });
  for (const table of [batchesCsv, epochsCsv, confusionCsv]) table(state);
  runJson('a', parsed);
  differences([parsed, other]);
  bestAccuracy(summarize('a', { name: 'a', pinned: false }, parsed));
  configToRepeat(parsed, '/dist');
  const events = sampleEvents({ epochs: 1, batchesPerEpoch: 1 }).filter(
    ({ type }) => type !== 'run',
  );
  const after = events.reduce<RunState | null>(applyEvent, state)!;
  epochsCsv(after);
  batchesCsv(after);
}
