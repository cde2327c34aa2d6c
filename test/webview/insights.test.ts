import { describe, expect, test } from 'vitest';
import type { RunState } from '#shared/run-state';
import { blockAt, blocksOf } from '../../webview/views/progress/blocks';
import { insightsKey, insightsOf } from '../../webview/views/progress/insights';
import { fold } from './fold';
import { sampleEvents } from './sample-run';

const [start] = sampleEvents({ epochs: 10, batchesPerEpoch: 40 });
/** Networks of which nothing is to be said: same losses, same price, still falling. */
const falling = (batch: number): number => 2 - batch / 300;
/** Always the same unrest, up to 5 percent. */
const restless = (value: number, batch: number): number =>
  value * (1 + 0.05 * Math.sin(batch * 12.9898));

interface Course {
  readonly batches: number;
  readonly loss?: Partial<Record<'mlp' | 'cnn' | 'cnn-big', (batch: number) => number>>;
  readonly seconds?: Partial<Record<'mlp' | 'cnn' | 'cnn-big', number>>;
}

const ids = ['mlp', 'cnn', 'cnn-big'] as const;

function run({ batches, loss = {}, seconds = {} }: Course): RunState {
  const count = Array.from({ length: batches }, (_, i) => i);
  const of = <T>(value: (id: (typeof ids)[number]) => T) =>
    Object.fromEntries(ids.map((id) => [id, value(id)]));
  return {
    ...fold([start!]),
    elapsed: count.map((i) => i + 1),
    batchLosses: of((id) => count.map((i) => restless((loss[id] ?? falling)(i), i))),
    batchSeconds: of((id) => count.map((i) => (i + 1) * (seconds[id] ?? 1))),
  };
}

/** Test accuracies after so many epochs, and losses. */
function tested(
  state: RunState,
  accuracies: Readonly<Record<string, number>>,
  testLosses: readonly number[] = [1],
  trainLosses: readonly number[] = testLosses,
): RunState {
  const all = (value: number) => Object.fromEntries(ids.map((id) => [id, value]));
  return {
    ...state,
    epochs: trainLosses.map((loss, i) => {
      return { type: 'epoch', epoch: i + 1, losses: all(loss), seconds: all(1) };
    }),
    tests: testLosses.map((loss, i) => {
      const losses = { ...all(1), mlp: loss };
      return { type: 'test', epoch: i + 1, losses, accuracies, confusions: {} };
    }),
  };
}

const kindsOf = (state: RunState) => insightsOf(state).map(({ kind }) => kind);
const textOf = (state: RunState, kind: string) =>
  insightsOf(state).find((insight) => insight.kind === kind)?.text;

describe('a network that has diverged', () => {
  test.each([[NaN], [Infinity], [null]])('is named, with the batch of its first %s', (nothing) => {
    const state = run({
      batches: 60,
      loss: { cnn: (i) => (i < 41 ? 2 : (nothing as unknown as number)) },
    });
    const spoiled = { ...state, batchLosses: { ...state.batchLosses } };
    spoiled.batchLosses.cnn = state.batchLosses.cnn!.map((v, i) => (i < 41 ? v : nothing!));
    const [first] = insightsOf(spoiled);
    expect(first!.kind).toBe('diverged');
    expect(first!.text).toMatch(/^cnn has diverged: from batch 42 on/);
  });

  test('is left out where the others are compared', () => {
    const state = tested(run({ batches: 60, loss: { cnn: () => NaN } }), {
      mlp: 0.3,
      cnn: 0.1,
      'cnn-big': 0.98,
    });
    expect(textOf(state, 'standing')).toContain('mlp is behind');
  });
});

describe('a loss that rises', () => {
  test('is told with where it was best and where it is now', () => {
    const state = run({ batches: 200, loss: { mlp: (i) => (i < 100 ? 2 - i / 100 : i / 100) } });
    const text = textOf(state, 'rising')!;
    expect(text).toMatch(/^The loss of mlp has been rising since about batch 1[01]0, from 1\.0/);
    expect(text).toMatch(/to 1\.9\d?:/);
  });

  test('is told in time: when two blocks of ten in a row are 15 percent above the best', () => {
    const loss = (i: number): number => (i < 100 ? 2 - i / 100 : i / 100);
    // Best is the block of batches 101 to 110, with 1.045; 1.2 and more have those from 121 on.
    const told = Array.from({ length: 200 }, (_, batches) =>
      kindsOf(run({ batches, loss: { mlp: loss } })).includes('rising'),
    );
    expect(told.indexOf(true)).toBe(140);
    expect(told.slice(140).every(Boolean)).toBe(true);
  });

  test('is not made of one bad moment, nor of unrest', () => {
    const spike = run({ batches: 200, loss: { mlp: (i) => falling(i) + (i === 195 ? 9 : 0) } });
    expect(kindsOf(spike)).not.toContain('rising');
    const noisy = run({ batches: 400, loss: { mlp: (i) => 1 + 0.6 * Math.sin(i * 78.233) } });
    expect(kindsOf(noisy)).not.toContain('rising');
  });

  test('is forgotten when it falls again below its best', () => {
    const state = run({
      batches: 400,
      loss: { mlp: (i) => (i < 100 ? 1 : i < 200 ? 3 : 0.5) },
    });
    expect(kindsOf(state)).not.toContain('rising');
  });

  test('on the test images alone is learning by heart', () => {
    const accuracies = { mlp: 0.9, cnn: 0.91, 'cnn-big': 0.92 };
    const learning = [1, 0.8, 0.6, 0.5, 0.4];
    const state = tested(run({ batches: 200 }), accuracies, [1, 0.7, 0.9, 1, 1.1], learning);
    expect(textOf(state, 'overfitting')).toMatch(/^mlp begins to learn .* since epoch 2 /);
    const better = tested(run({ batches: 200 }), accuracies, [1, 0.9, 0.8, 0.7, 0.65], learning);
    expect(kindsOf(better)).not.toContain('overfitting');
    // One epoch is no trend.
    const once = tested(run({ batches: 160 }), accuracies, [1, 0.7, 0.69, 0.9], learning);
    expect(kindsOf(once)).not.toContain('overfitting');
  });
});

describe('the standing', () => {
  test('is by the test images once there are any', () => {
    const accuracies = { mlp: 0.312, cnn: 0.6, 'cnn-big': 0.981 };
    expect(textOf(tested(run({ batches: 80 }), accuracies, [1, 1]), 'standing')).toBe(
      'After 2 epochs, cnn-big leads with 98.1% of the test images right; mlp is behind with 31.2%.',
    );
    expect(textOf(tested(run({ batches: 40 }), accuracies), 'standing')).toMatch(
      /^After 1 epoch, /,
    );
  });

  test('is by the loss at the same batch before', () => {
    const state = run({ batches: 25, loss: { cnn: () => 0.5, mlp: () => 4 } });
    expect(textOf(state, 'standing')).toMatch(
      /^At batch 20, cnn leads with a loss of 0\.(49|5|50)\d?; mlp is behind with (4|3\.9|4\.0)\d*\.$/,
    );
  });

  test('has no leader where there is none', () => {
    const state = tested(run({ batches: 40 }), { mlp: 0.98, cnn: 0.981, 'cnn-big': 0.9815 });
    expect(textOf(state, 'standing')).toBe(
      'After 1 epoch, no network leads: they get between 98.0% and 98.2% of the test images right.',
    );
    expect(textOf(run({ batches: 40 }), 'standing')).toMatch(/no network leads/);
  });

  test('needs two networks, and some batches', () => {
    const state = run({ batches: 40 });
    const one = { ...state, run: { ...state.run, models: state.run.models.slice(0, 1) } };
    expect(kindsOf(one)).toEqual([]);
    expect(kindsOf(run({ batches: 5 }))).toEqual([]);
  });
});

describe('the price', () => {
  const fast = (i: number): number => 2 * 0.9 ** i;

  test('is worth paying where the same seconds bring the dear network further', () => {
    const state = run({ batches: 100, loss: { cnn: fast }, seconds: { cnn: 3.1 } });
    const text = textOf(state, 'price')!;
    expect(text).toMatch(/^cnn needs 3\.1 times the seconds of mlp/);
    expect(text).toContain('is worth it: with 1 min 40 s of training for each');
    // The last ten of the 32 batches that 100 seconds of cnn are.
    const due = blockAt(state.batchLosses.cnn!, 22, 32).mean;
    expect(text).toContain(`its loss is ${due.toPrecision(3)} where`);
  });

  test('is not where the cheap one is further by then', () => {
    const state = run({
      batches: 100,
      loss: { cnn: (i) => falling(i) - 0.1 },
      seconds: { cnn: 9 },
    });
    expect(textOf(state, 'price')).toMatch(
      /^cnn needs 9\.0 times .*, mlp leads with a loss of 1\.[67]\d*, where cnn has 1\.[89]/,
    );
  });

  test('is not spoken of where all cost the same, or seconds are not known', () => {
    expect(kindsOf(run({ batches: 100 }))).not.toContain('price');
    const unknown = { ...run({ batches: 100 }), batchSeconds: {} };
    expect(kindsOf(unknown)).not.toContain('price');
  });
});

describe('a loss that stands still', () => {
  test('is told, and one that falls is not', () => {
    const state = run({ batches: 400, loss: { mlp: () => 0.3, 'cnn-big': () => 0.2 } });
    expect(textOf(state, 'plateau')).toBe(
      'The loss of mlp and cnn-big has hardly changed for 200 batches.',
    );
    expect(kindsOf(run({ batches: 400 }))).not.toContain('plateau');
  });
});

describe('a network that guesses', () => {
  const chance = Math.log(10);
  const slow = { mlp: () => 2.26, cnn: () => chance };
  const right = (mlp: number) => ({ mlp, cnn: 0.1, 'cnn-big': 0.97 });

  test('is called that, in one sentence for all, and with what to try', () => {
    const state = tested(run({ batches: 400, loss: slow }), right(0.14));
    expect(insightsOf(state).filter(({ kind }) => kind === 'guessing')).toHaveLength(1);
    expect(textOf(state, 'guessing')).toMatch(
      /^Still guessing: mlp and cnn\. A loss near 2\.3 is what guesses among 10 classes cost\. A larger/,
    );
    // What has stood still is not said again.
    expect(kindsOf(state)).not.toContain('plateau');
  });

  test('is none that knows twice as much as chance, however slow it is', () => {
    const state = tested(run({ batches: 400, loss: slow }), right(0.53));
    expect(textOf(state, 'guessing')).toMatch(/^Still guessing: cnn\./);
  });

  test('is told by its loss alone, as long as no test image has been seen', () => {
    expect(textOf(run({ batches: 400, loss: slow }), 'guessing')).toMatch(/^Still guessing: cnn\./);
  });

  test('is not told before a network has had its time, nor of one that learns', () => {
    expect(kindsOf(run({ batches: 70, loss: slow }))).not.toContain('guessing');
    expect(kindsOf(run({ batches: 160, loss: slow }))).toContain('guessing');
    const learning = run({ batches: 400, loss: { mlp: (i) => chance - i / 1000 } });
    expect(kindsOf(tested(learning, right(0.1)))).not.toContain('guessing');
  });

  test('and came back from a peak is told to go in smaller steps', () => {
    const leaping = (i: number) => (i < 5 ? 2.3 : i < 12 ? 3000 : chance);
    const state = tested(run({ batches: 400, loss: { mlp: leaping } }), right(0.1));
    expect(textOf(state, 'guessing')).toMatch(
      /^Still guessing: mlp\. The loss went up to 3,[01]\d\d and has come back to 2\.3.*smaller/,
    );
    expect(kindsOf(state)).not.toContain('rising');
  });

  test('guesses among the classes that there are', () => {
    const state = run({ batches: 400, loss: { mlp: () => Math.log(26) } });
    const { dataset } = state.run;
    const letters = { ...dataset, classes: Array.from({ length: 26 }, (_, i) => String(i)) };
    expect(kindsOf(state)).not.toContain('guessing');
    expect(textOf({ ...state, run: { ...state.run, dataset: letters } }, 'guessing')).toMatch(
      /^Still guessing: mlp\. A loss near 3\.26 .* 26 classes/,
    );
  });

  test('leads nobody: where all guess, no standing and no price is told', () => {
    const all = { mlp: () => chance, cnn: () => chance, 'cnn-big': () => chance };
    const accuracies = { mlp: 0.09, cnn: 0.114, 'cnn-big': 0.1 };
    const state = tested(run({ batches: 400, loss: all, seconds: { cnn: 9 } }), accuracies);
    expect(kindsOf(state)).toEqual(['guessing']);
  });
});

describe('insights', () => {
  test('are three at most, what is wrong first', () => {
    const state = tested(
      run({
        batches: 400,
        loss: { mlp: (i) => (i < 100 ? 1 : 3), cnn: () => NaN, 'cnn-big': () => 0.2 },
        seconds: { 'cnn-big': 5 },
      }),
      { mlp: 0.2, 'cnn-big': 0.9 },
    );
    expect(kindsOf(state)).toEqual(['diverged', 'rising', 'standing']);
  });

  test('are of the sample run what one sees in its curves', () => {
    expect(insightsOf(fold(sampleEvents())).map(({ kind }) => kind)).toEqual([
      'standing',
      'price',
      'plateau',
    ]);
  });

  test('change with whole blocks of batches, so that no sentence flickers', () => {
    const keys = Array.from({ length: 21 }, (_, batches) => insightsKey(run({ batches })));
    expect(new Set(keys).size).toBe(3);
  });
});

test('blocks are means of whole neighbourhoods', () => {
  expect(blocksOf([1, 3, 5, 7, 100], 2)).toEqual([
    { mean: 2, error: Math.sqrt(1 / 2) },
    { mean: 6, error: Math.sqrt(1 / 2) },
  ]);
  expect(blockAt([1, NaN], 0, 2).mean).toBeNaN();
});
