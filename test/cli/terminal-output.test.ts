import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { precisionOf, recallOf } from '#shared/confusion';
import { fairnessSentence } from '#shared/fairness';
import { modelTables } from '../../extension/cli/terminal/models';
import { progressLine } from '../../extension/cli/terminal/progress';
import { createStyle, terminalStyle } from '../../extension/cli/terminal/style';
import { wrap } from '../../extension/cli/terminal/columns';
import { table } from '../../extension/cli/terminal/table';
import { TerminalOutput } from '../../extension/cli/terminal/terminal-output';
import type { BatchEvent, EvaluationEvent, TrainingEvent } from '#shared/protocol/events';
import { applyEvent, type RunState } from '#shared/run-state';
import { batchEvent, evaluationEvent, Recorder, runEvent, wholeRun } from './events';

const ESCAPE = '\u001b';

interface Screen {
  readonly out: Recorder;
  readonly err: Recorder;
}

function show(
  events: readonly TrainingEvent[],
  { tty = false, environment = {} }: { tty?: boolean; environment?: Record<string, string> } = {},
): Screen {
  const out = new Recorder(tty);
  const err = new Recorder(tty);
  const output = new TerminalOutput(out, err, environment);
  for (const event of events) void output.show(event);
  output.close();
  return { out, err };
}

describe('a run in the terminal', () => {
  it('is never wider than 80 columns, with colour and without', () => {
    for (const environment of [{ NO_COLOR: '1' }, { FORCE_COLOR: '1' }]) {
      const { out, err } = show(wholeRun, { environment });
      expect(out.lines.length).toBeGreaterThan(60);
      for (const line of [...out.lines, ...err.lines]) {
        expect(stripVTControlCharacters(line).length, line).toBeLessThanOrEqual(80);
      }
    }
  });

  it('says the same with colour and without', () => {
    const plain = show(wholeRun, { environment: { NO_COLOR: '1' } }).out.text;
    const coloured = show(wholeRun, { environment: { FORCE_COLOR: '1' } }).out.text;
    expect(plain).not.toContain(ESCAPE);
    expect(coloured).toContain(ESCAPE);
    expect(stripVTControlCharacters(coloured)).toBe(plain);
  });

  it('has no escape codes and no bars where nobody watches', () => {
    const { out, err } = show(wholeRun);
    expect(out.text + err.text).not.toContain(ESCAPE);
    expect(out.text + err.text).not.toMatch(/[\r█]/);
    expect(err.text).toBe('Relaxed SIMD is not available here.\n');
  });

  it('counts one epoch of one batch as one', () => {
    const config = { ...runEvent.config, epochs: 1, batchesPerEpoch: 1, batchSize: 1 };
    const text = show([{ ...runEvent, config }]).out.text;
    expect(text).toContain('1 epoch of 1 batch of 1 image,');
    expect(show([runEvent]).out.text).toMatch(/\d+ epochs of \d+ batches of [\d,]+ images,/);
  });

  it('draws progress on standard error only, and leaves nothing of it behind', () => {
    const { out, err } = show(wholeRun, { tty: true });
    expect(err.text).toMatch(/[█░]{5}/);
    expect(out.text).not.toMatch(/[█░]/);
    // What a terminal shows of the line in the end: what comes after it was last cleared.
    expect(err.text.split(`\r${ESCAPE}[K`).at(-1)).toBe('');
  });

  it('says how far a data set has been read, where somebody watches, until there is more to say', () => {
    for (const tty of [true, false]) {
      const err = new Recorder(tty);
      const output = new TerminalOutput(new Recorder(tty), err, {});
      output.loading({ stage: 'read', done: 12_000, total: 60_000 });
      expect(err.text.includes('Reading pictures: 12,000 of 60,000')).toBe(tty);
      output.close();
      if (tty) expect(err.text.split(`\r${ESCAPE}[K`).at(-1)).toBe('');
    }
  });

  it('prints the losses of an epoch side by side, each under its network’s name', () => {
    const { lines } = show(wholeRun).out;
    const row = lines.findIndex((line) => line.includes('2.1360'));
    const header = lines.slice(0, row).findLast((line) => line.startsWith('epoch'))!;
    for (const [id, loss] of [
      ['mlp', '2.1360'],
      ['cnn', '0.7140'],
      ['cnn-big', '0.01940'],
    ] as const) {
      const end = lines[row]!.indexOf(loss) + loss.length;
      expect(header.slice(0, end).endsWith(` ${id}`)).toBe(true);
    }
  });

  it.each([
    ['accuracies after each epoch', true, undefined, ['accuracy']],
    ['losses where early stopping goes by them', false, 'loss', ['loss']],
    ['both where both are asked for', true, 'loss', ['loss', 'accuracy']],
    ['accuracies where early stopping goes by them', false, 'accuracy', ['accuracy']],
  ] as const)('prints test %s', (_, evaluateEachEpoch, monitor, expected) => {
    const earlyStopping = monitor === undefined ? {} : { earlyStopping: { monitor, patience: 3 } };
    const config = { ...runEvent.config, evaluateEachEpoch, ...earlyStopping };
    const values = (value: number): Record<string, number> =>
      Object.fromEntries(config.models.map((id) => [id, value]));
    const { lines } = show([
      { ...runEvent, config },
      { type: 'test', epoch: 1, losses: values(0.25), accuracies: values(0.5), confusions: {} },
    ]).out;
    const rows = lines.filter((line) => line.startsWith(' test '));
    expect(rows.map((row) => row.trim().split(/\s+/).at(-1))).toEqual(expected);
    rows.forEach((row, i) => {
      expect(row).toMatch(expected[i] === 'loss' ? /(0\.25\d* +){3}/ : /(50\.?\d*% +){3}/);
    });
  });

  it('prints every count of a confusion matrix in its row, with recall and precision', () => {
    const event = evaluationEvent('cnn', 1135);
    const { lines } = show([runEvent, event]).out;
    const start = lines.findIndex((line) => line.startsWith('cnn: 98.36%'));
    const rows = lines.slice(start + 3, start + 13);
    rows.forEach((line, actual) => {
      const [name, ...cells] = line.trim().split(/\s+/);
      expect(name).toBe(actual.toString());
      const counts = cells.slice(0, 10).map((cell) => (cell === '·' ? 0 : Number(cell)));
      expect(counts).toEqual(event.confusion[actual]);
    });
    expect(rows[0]).toMatch(/100%$/);
    expect(rows[9]).toMatch(/ 0%$/);
    expect(lines[start + 13]).toMatch(/100%\s+99%\s+98%/);
  });

  it.each([10, 30])('has a dash for a share of nothing, and says why, of %i classes', (size) => {
    const classes = Array.from({ length: size }, (_, i) => `c${i}`);
    // No images are c1, c2 is always taken for c0, and nothing is taken for c1 or c2.
    const confusion = classes.map((_, actual) =>
      classes.map((_, predicted) =>
        actual !== 1 && predicted === (actual === 2 ? 0 : actual) ? 5 : 0,
      ),
    );
    const event: EvaluationEvent = {
      ...evaluationEvent('mlp'),
      ...{ confusion, precision: precisionOf(confusion), recall: recallOf(confusion) },
    };
    const run = { ...runEvent, dataset: { ...runEvent.dataset, classes } };
    const { lines } = show([run, event]).out;
    expect(lines.find((line) => line.trim().startsWith('c1 '))).toContain(' –');
    expect(lines.find((line) => line.trim().startsWith('c2 '))).toContain('0%');
    expect(lines).toContain('Not among the test images, so without a recall: c1.');
    expect(lines).toContain('Never predicted, so without a precision: c1, c2.');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('calls a network whose answers are no numbers diverged, with no accuracy beside it', () => {
    const { text } = show([runEvent, { ...evaluationEvent('mlp'), loss: NaN }]).out;
    expect(text).toContain('mlp: diverged: its answers to the ');
    expect(text).not.toContain('98.36 %');
  });

  it('shows parameters with shapes, arithmetic and totals, and why the comparison is fair', () => {
    const { text } = show([runEvent]).out;
    expect(text).toContain('20*1*3*3 + 20 + 10*13520 + 10 = 135,410 parameters');
    expect(text).toContain('[20, 20, 2, 2]');
    expect(text.replaceAll('\n', ' ')).toContain(fairnessSentence(runEvent.comparison!));
  });

  it('shows no tables of training when weights are only evaluated', () => {
    const run = { ...runEvent, config: { ...runEvent.config, epochs: 0, batchesPerEpoch: 0 } };
    const { text } = show([run, evaluationEvent('mlp')]).out;
    expect(text).not.toContain('epoch');
    expect(text).toContain('98.36%');
  });

  it('shows balanced accuracy where classes are uneven, and says once why', () => {
    const even = show([runEvent, evaluationEvent('mlp'), evaluationEvent('cnn-big')]).out;
    expect(even.text).not.toContain('alanced');
    const uneven = (model: string): EvaluationEvent => {
      const event = evaluationEvent(model);
      const confusion = event.confusion.map((row, i) => (i < 9 ? row.map(() => 0) : row));
      return { ...event, confusion: confusion.with(0, [10, ...Array<number>(9).fill(0)]) };
    };
    const { text } = show([runEvent, uneven('mlp'), uneven('cnn-big')]).out;
    // All of class 0, and 900 of the last class's images.
    const [ninth] = uneven('mlp').confusion.slice(9);
    const share = (1 + ninth![9]! / ninth!.reduce((a, b) => a + b)) / 2;
    expect(text.split(`balanced accuracy ${(100 * share).toFixed(2)}%`)).toHaveLength(3);
    expect(text.replaceAll(/\s+/g, ' ').split('Accuracy misleads here:')).toHaveLength(2);
  });

  it('says which weights each file holds, and which are judged', () => {
    const best = { weights: 'best', epoch: 6, batch: 58, monitor: 'loss', value: 0.17 } as const;
    const { lines } = show([
      runEvent,
      {
        type: 'saved',
        folder: 'weights',
        files: [
          { model: 'mlp', file: 'mlp.safetensors', ...best },
          { model: 'mlp', file: 'mlp.last.safetensors', weights: 'last', epoch: 9, batch: 12 },
        ],
      },
      { ...evaluationEvent('mlp'), bestEpoch: 6 },
    ]).out;
    const start = lines.indexOf('Weights saved in weights:');
    expect(lines.slice(start + 1, start + 3)).toEqual([
      '  mlp.safetensors       best: epoch 6, test loss 0.1700',
      '  mlp.last.safetensors  last: epoch 9, batch 12',
    ]);
    expect(lines.find((line) => line.startsWith('mlp: '))).toMatch(
      /right \(best, epoch 6; 0\.3 s\)$/,
    );
  });

  it('shows what a terminal would obey instead of obeying it, whoever typed it', () => {
    const bad = '\u001b[31m\u0007\u009b1m\u202ea\r\n';
    const shown = '\\u001b[31m\\u0007\\u009b1m\\u202ea\\u000d\\u000a';
    const dataset = {
      ...runEvent.dataset,
      name: bad,
      classes: runEvent.dataset.classes.with(0, bad),
    };
    const models = runEvent.models.map((model) => ({ ...model, label: bad }));
    const { out, err } = show([
      { ...runEvent, dataset, models },
      { type: 'notice', message: bad },
      evaluationEvent('mlp'),
      { type: 'saved', folder: bad, files: [] },
    ]);
    for (const text of [out.text, err.text]) {
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      expect(text).toContain(shown);
    }
    // Words of any language, and emoji of several characters, stay what they are.
    const words = 'Ä 数字 한글 שלום 👩‍🔬 7️⃣';
    expect(show([{ type: 'notice', message: words }]).err.text).toBe(`${words}\n`);
  });

  it('says when the person has stopped it', () => {
    expect(show([runEvent, { type: 'stopped', seconds: 61 }]).out.text).toContain(
      'Stopped after 1 min 1 s.',
    );
  });

  it('keeps a loss that has become NaN in its column', () => {
    const losses = { mlp: NaN, cnn: Infinity, 'cnn-big': 1 };
    const { text } = show([runEvent, { type: 'epoch', epoch: 1, losses, seconds: {} }]).out;
    expect(text).toMatch(/ NaN +Infinity +1\.0000 /);
  });
});

describe('the progress line', () => {
  /** After a batch, when all before it have been trained. */
  const after = (change: Partial<BatchEvent>): RunState => {
    const event = batchEvent(change);
    const { batchesPerEpoch } = runEvent.config;
    const done = (event.epoch - 1) * batchesPerEpoch + event.batch;
    const state = applyEvent(applyEvent(null, runEvent), event)!;
    return { ...state, elapsed: new Array<number>(done).fill(event.elapsed) };
  };
  const line = (change: Partial<BatchEvent>, columns: number): string =>
    progressLine(after(change), batchEvent(change), columns);

  it('has bar, epoch, every network’s loss, images per second and time left, in 80 columns', () => {
    // 5 × 58 + 29 of 580 batches in 319 s: 1,024 images a second, and 261 s to go.
    const text = line({ epoch: 6, batch: 29, elapsed: 319 }, 80);
    expect(text).toMatch(/^█+░+ {2}epoch 6\/10 {2}mlp 2\.384 cnn 2\.500 cnn-big 0\.019 {2}/);
    expect(text).toMatch(/ 1,024 img\/s {2}4:21 left$/);
    expect(text.length).toBeLessThan(80);
  });

  it('fills its bar with the share that is done', () => {
    const filled = (epoch: number, batch: number): number => {
      const bar = line({ epoch, batch }, 200).split(' ')[0]!;
      return Array.from(bar).filter((c) => c === '█').length / bar.length;
    };
    expect(filled(1, 1)).toBe(0);
    expect(filled(5, 58)).toBe(0.5);
    expect(filled(10, 58)).toBe(1);
  });

  it('never wraps, however narrow the terminal', () => {
    for (const columns of [20, 40, 60, 80, 120, 300]) {
      expect(line({}, columns).length).toBeLessThan(columns);
    }
  });

  it('tells no speed before there is one', () => {
    expect(line({ elapsed: 0 }, 80)).not.toMatch(/NaN|Infinity|img/);
  });
});

describe('colour', () => {
  const color = (isTTY: boolean, environment: Record<string, string>): boolean =>
    terminalStyle({ isTTY }, environment).color;

  it('is for terminals, unless NO_COLOR or FORCE_COLOR say otherwise', () => {
    expect(color(true, {})).toBe(true);
    expect(color(false, {})).toBe(false);
    expect(color(true, { TERM: 'dumb' })).toBe(false);
    expect(color(true, { NO_COLOR: '1' })).toBe(false);
    expect(color(true, { NO_COLOR: '' })).toBe(true);
    expect(color(false, { FORCE_COLOR: '1' })).toBe(true);
    expect(color(true, { FORCE_COLOR: '0' })).toBe(false);
    expect(color(false, { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
  });

  it('of a heat map grows with the count and tells right from wrong, and zero has none', () => {
    const { heat } = createStyle(true);
    const steps = [0.01, 0.3, 0.6, 1].map((strength) => heat('12', strength, false));
    expect(new Set(steps).size).toBe(4);
    expect(heat('12', 1, true)).not.toBe(heat('12', 1, false));
    expect(heat('0', 0, true)).toBe('0');
    for (const cell of steps) expect(stripVTControlCharacters(cell)).toBe('12');
  });

  it('of a heat map leaves its numbers readable: contrast of at least 4.5 on every step', () => {
    const { heat } = createStyle(true);
    for (const right of [true, false]) {
      for (let strength = 0.02; strength <= 1; strength += 0.02) {
        const [, background, foreground] = /48;5;(\d+);38;5;(\d+)m/.exec(
          heat('1', strength, right),
        )!;
        expect(
          contrast(Number(background), Number(foreground)),
          `${background} behind ${foreground}`,
        ).toBeGreaterThanOrEqual(4.5);
      }
    }
  });
});

describe('tables and sentences', () => {
  it('align columns whatever colours are in them', () => {
    const { bold } = createStyle(true);
    expect(
      table(
        [
          ['a', bold('1')],
          ['bcd', '22'],
        ],
        ['left', 'right'],
      ).map(stripVTControlCharacters),
    ).toEqual(['a     1', 'bcd  22']);
  });

  it('break between words only, and lose none', () => {
    const text = 'one two three four five six';
    const lines = wrap(text, 9);
    expect(lines.join(' ')).toBe(text);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(9);
  });
});

describe('the list of networks', () => {
  it('shows layers with output shapes, parameters with shapes and arithmetic, and totals', () => {
    const lines = modelTables(runEvent.models, runEvent.comparison, createStyle(false));
    const text = lines.join('\n');
    expect(text).toContain(
      'conv_2  Conv2d(20, 20, kernel_size=2, stride=2) → 20×13×13, 544,180 FLOPs',
    );
    expect(text).toMatch(/conv_2\.weight +\[20, 20, 2, 2\] +20\*20\*2\*2 +1,600/);
    for (const total of ['135,160', '135,410', '35,630']) {
      expect(text).toContain(`= ${total} parameters`);
    }
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  });
});

/** Contrast of two of xterm's 256 colours by WCAG 2: the cube's levels, relative luminance, ratio. */
function contrast(a: number, b: number): number {
  const luminance = (color: number): number => {
    const levels = [0, 95, 135, 175, 215, 255];
    const index = color - 16;
    const [red, green, blue] = [Math.floor(index / 36), Math.floor(index / 6) % 6, index % 6].map(
      (step) => {
        const share = levels[step]! / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      },
    );
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  };
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}
