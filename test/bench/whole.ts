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
  /** Seconds of one, done so many times. */
  measure(notebook: WholeNotebook, times: number): Promise<number>;
}

/** Batches of all three networks that count as one. */
const BATCHES = 2;

const ROUNDS = { quick: 3, thorough: 7 };
/**
 * Seconds that a turn takes, if a task is so brief that it can be done more than once in them: threads and cores
 * sleep while others have their turn, and need a while to be awake and apart again.
 */
const TURN = { quick: 0.3, thorough: 2 };

/** The notebook's tasks beyond training one network: all three in lockstep, and evaluation. */
export async function measureWhole(
  contestants: readonly Contestant[],
  quick: boolean,
): Promise<WholeResult[]> {
  const tasks: Task[] = [
    {
      name: 'an epoch of all three in lockstep',
      measure: async (notebook, times) => {
        const batches = BATCHES * times;
        return ((await notebook.lockstep(batches)) / batches) * BATCHES_PER_EPOCH;
      },
    },
    ...notebookIds.map((id) => ({
      name: `evaluation of 10,000 images, ${id}`,
      measure: async (notebook: WholeNotebook, times: number) =>
        (await notebook.evaluate(id, times)) / times,
    })),
  ];
  const results: WholeResult[] = [];
  const rounds = quick ? ROUNDS.quick : ROUNDS.thorough;
  const turn = quick ? TURN.quick : TURN.thorough;
  for (const task of tasks) results.push(...(await measureTask(contestants, task, rounds, turn)));
  return results;
}

interface WholeRunner {
  readonly name: string;
  readonly threads: number;
  readonly whole: WholeNotebook;
  readonly times: number;
  readonly seconds: number[];
}

async function measureTask(
  contestants: readonly Contestant[],
  task: Task,
  rounds: number,
  turn: number,
): Promise<WholeResult[]> {
  const runners: WholeRunner[] = [];
  for (const { name, threads, whole } of contestants) {
    if (whole === undefined) continue;
    const start = performance.now();
    await task.measure(whole, 1);
    const once = (performance.now() - start) / 1000;
    runners.push({
      name,
      threads,
      whole,
      times: Math.max(1, Math.round(turn / once)),
      seconds: [],
    });
  }
  for (let round = 0; round < rounds; round++) {
    for (const { whole, times, seconds } of runners) seconds.push(await task.measure(whole, times));
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
