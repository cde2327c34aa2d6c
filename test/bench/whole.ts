import { notebookIds } from '../support/models';
import { BATCHES_PER_EPOCH, type Contestant, type WholeNotebook } from './contestant';
import { spread, type Spread } from './statistics';

/** What somebody needed for one of the notebook's tasks. */
export interface WholeResult {
  readonly task: string;
  readonly contestant: string;
  readonly threads: number;
  readonly seconds: Spread;
  /** How many times the seconds of our engine on as many threads. */
  readonly ratio: number;
}

interface Task {
  readonly name: string;
  measure(notebook: WholeNotebook): Promise<number>;
}

/** Batches that stand for an epoch of all three networks. */
const BATCHES = { quick: 2, thorough: 8 };

const ROUNDS = { quick: 3, thorough: 7 };
/** Milliseconds to which rounds go on where they are shorter than that: a few brief ones would tell little. */
const BRIEF = 1500;

/** The notebook's tasks beyond training one network: all three in lockstep, and evaluation. */
export async function measureWhole(
  contestants: readonly Contestant[],
  quick: boolean,
): Promise<WholeResult[]> {
  const batches = quick ? BATCHES.quick : BATCHES.thorough;
  const tasks: Task[] = [
    {
      name: 'an epoch of all three in lockstep',
      measure: async (notebook) =>
        ((await notebook.lockstep(batches)) / batches) * BATCHES_PER_EPOCH,
    },
    ...notebookIds.map((id) => ({
      name: `evaluation of 10,000 images, ${id}`,
      measure: (notebook: WholeNotebook) => notebook.evaluate(id),
    })),
  ];
  const results: WholeResult[] = [];
  const rounds = quick ? ROUNDS.quick : ROUNDS.thorough;
  for (const task of tasks) results.push(...(await measureTask(contestants, task, rounds)));
  return results;
}

async function measureTask(
  contestants: readonly Contestant[],
  task: Task,
  rounds: number,
): Promise<WholeResult[]> {
  const runners = contestants.flatMap(({ name, threads, whole }) =>
    whole === undefined ? [] : [{ name, threads, whole, seconds: [] as number[] }],
  );
  for (const { whole } of runners) await task.measure(whole);
  const end = performance.now() + BRIEF;
  for (let round = 0; round < rounds || performance.now() < end; round++) {
    for (const { whole, seconds } of runners) seconds.push(await task.measure(whole));
  }
  return runners.map(({ name, threads, seconds }) => {
    // Ours come first.
    const ours = runners.find((other) => other.threads === threads)!;
    return {
      task: task.name,
      contestant: name,
      threads,
      seconds: spread(seconds),
      ratio: spread(seconds).median / spread(ours.seconds).median,
    };
  });
}
