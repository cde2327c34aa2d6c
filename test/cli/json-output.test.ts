import { describe, expect, it } from 'vitest';
import { JsonOutput } from '../../extension/cli/json-output';
import type { TrainingEvent } from '#shared/protocol/events';
import { batchEvent, evaluationEvent, Recorder, runEvent, wholeRun } from './events';

type Line = Record<string, unknown>;

function print(events: readonly TrainingEvent[]): { lines: Line[]; out: Recorder; err: Recorder } {
  const out = new Recorder();
  const err = new Recorder();
  const output = new JsonOutput(out, err);
  for (const event of events) void output.show(event);
  output.close();
  return { lines: out.lines.map((line) => JSON.parse(line) as Line), out, err };
}

describe('a slow reader', () => {
  it('is waited for as long as its pipe is full', async () => {
    let drain: (() => void) | undefined;
    let full = false;
    const pipe = {
      write: () => !full,
      once: (_: 'drain', listener: () => void) => (drain = listener),
    };
    const output = new JsonOutput(pipe, new Recorder());
    expect(output.show(batchEvent())).toBeUndefined();
    full = true;
    const waits = [output.show(batchEvent()), output.show(batchEvent())];
    expect(waits[0]).toBeInstanceOf(Promise);
    expect(waits[1]).toBe(waits[0]);
    full = false;
    drain!();
    await waits[0];
    expect(output.show(batchEvent())).toBeUndefined();
  });
});

describe('JSON lines', () => {
  it('are one object each, of the types that the contract names, in the order of the run', () => {
    const { lines, out } = print(wholeRun);
    expect(out.text.endsWith('}\n')).toBe(true);
    expect(lines.map(({ type }) => type)).toEqual([
      ...['run', 'batch', 'batch', 'epoch'],
      ...['evaluation', 'evaluation', 'evaluation', 'done'],
    ]);
  });

  it('tell of the run with networks, engine, data set and settings', () => {
    const [line] = print([runEvent]).lines;
    expect(Object.keys(line!)).toEqual(['type', 'models', 'engine', 'dataset', 'config']);
    expect(line).toMatchObject({
      engine: { simd: 'relaxed', threads: 2 },
      dataset: { name: 'MNIST', train: 60_000, test: 10_000 },
      config: { epochs: 10, batchSize: 1024, sampling: 'random', seed: 7 },
    });
    const [mlp] = line!.models as Line[];
    expect(mlp).toMatchObject({ id: 'mlp', label: 'MNISTNetwork', total: 135_160 });
    expect((mlp!.parameters as Line[])[0]).toMatchObject({
      name: 'layer_1.weight',
      shape: [170, 784],
      count: 133_280,
    });
  });

  it('tell of a batch without times, and with every digit of the losses', () => {
    const { out, lines } = print([batchEvent()]);
    expect(lines[0]).toEqual({
      type: 'batch',
      epoch: 1,
      batch: 1,
      losses: { mlp: 2.3841234567890123, cnn: 2.5, 'cnn-big': 0.019421 },
    });
    expect(print([batchEvent({ elapsed: 99 })]).out.text).toBe(out.text);
  });

  it('tell of epoch, evaluation and end', () => {
    const { lines } = print(wholeRun);
    expect(lines[3]).toEqual({
      type: 'epoch',
      epoch: 10,
      losses: { mlp: 2.136, cnn: 0.714, 'cnn-big': 0.0194 },
      seconds: { mlp: 1.25, cnn: 12.5, 'cnn-big': 20.25 },
    });
    const { confusion } = evaluationEvent('mlp');
    expect(lines[4]).toMatchObject({ model: 'mlp', accuracy: 0.9836, confusion, seconds: 0.31 });
    expect(lines.at(-1)).toEqual({ type: 'done', seconds: 345.6 });
  });

  it('tell of validation images in the line of their epoch, or else without', () => {
    const [epoch] = wholeRun.filter((event) => event.type === 'epoch');
    const dataset = { ...runEvent.dataset, train: 54_000, validation: 6_000 };
    const run = { ...runEvent, dataset };
    const losses = { mlp: 0.5, cnn: 0.4, 'cnn-big': 0.3 };
    const accuracies = { mlp: 0.8, cnn: 0.9, 'cnn-big': 0.95 };
    const test = { type: 'test', epoch: 10, losses, accuracies, confusions: {} } as const;
    const done = { type: 'done', seconds: 1 } as const;
    const { lines } = print([run, epoch!, test, done]);
    expect(lines.map(({ type }) => type)).toEqual(['run', 'epoch', 'done']);
    expect(lines[0]).toMatchObject({ dataset: { train: 54_000, validation: 6_000, test: 10_000 } });
    expect(lines[1]).toEqual({ ...epoch, validation: { losses, accuracies } });
    expect(print([run, epoch!, done]).lines.slice(1)).toEqual([epoch, done]);
    // Stopped in between, which says nothing of itself.
    expect(print([run, epoch!]).lines.slice(1)).toEqual([epoch]);
  });

  it('hold what a terminal would obey as escapes, and mean the same', () => {
    const classes = ['\u001b[31mred', '\u009b0m', 'a\u202eb', 'line\nbreak', '7️⃣'];
    const { out, lines } = print([
      { ...runEvent, models: [], dataset: { ...runEvent.dataset, name: classes.join() } },
    ]);
    expect(out.text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(lines[0]).toMatchObject({ dataset: { name: classes.join() } });
  });

  it('leave notices to standard error, and print nothing for a run that failed or was stopped', () => {
    const { out, err } = print([
      { type: 'notice', message: 'One thread is used.' },
      { type: 'stopped', seconds: 1 },
      { type: 'failed', error: { kind: 'input', message: 'x' } },
    ]);
    expect(out.text).toBe('');
    expect(err.text).toBe('One thread is used.\n');
  });
});
