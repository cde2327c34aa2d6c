import { notebookIds, notebookModel } from '../support/models';
import { trainingFlops } from './arithmetic';
import { BATCH_SIZE, BATCHES_PER_EPOCH, type Contestant } from './contestant';
import type { MeasurePeak } from './peak';
import { spread, type Spread } from './statistics';

export interface Result {
  readonly network: string;
  readonly contestant: string;
  readonly threads: number;
  /** Seconds for an epoch of 58 batches; or why there are none. */
  readonly seconds: Spread | { readonly cannot: string };
  readonly runs: number;
  readonly imagesPerSecond: number;
  readonly gflops: number;
  /** How many times the seconds of our engine on as many threads. */
  readonly ratio: number;
  /** Share of the measured peak of as many cores. */
  readonly peakShare: number;
}

export interface Comparison {
  /** GFLOP/s of one core. */
  readonly peak: Spread;
  readonly results: readonly Result[];
}

/** A contestant in the course of the runs. */
interface Runner {
  readonly contestant: Contestant;
  readonly batches: number;
  readonly seconds: number[];
  cannot?: string;
}

/** Whoever needs longer for one batch is measured once. */
const PATIENCE = 10;

/** Runs alternate, so that what else the machine does meets everybody alike. */
export async function compare(
  contestants: readonly Contestant[],
  measurePeak: MeasurePeak,
  quick: boolean,
): Promise<Comparison> {
  const rounds = quick ? 3 : 7;
  const wanted = quick ? 0.4 : 4;
  const peaks = [measurePeak()];
  const results: Result[] = [];
  for (const id of notebookIds) {
    const runners: Runner[] = [];
    for (const contestant of contestants) {
      const cannot = 'a minute or more for one batch; left out of --quick';
      const left = quick && contestant.slow && id !== 'mlp';
      runners.push(
        left
          ? { contestant, batches: 0, seconds: [], cannot }
          : await warmUp(contestant, id, wanted),
      );
    }
    for (let round = 0; round < rounds; round++) {
      peaks.push(measurePeak());
      for (const runner of runners) {
        if (runner.cannot !== undefined || runner.batches === 0) continue;
        const { contestant, batches, seconds } = runner;
        seconds.push((await contestant.measure(id, batches)) / batches);
      }
    }
    results.push(...summarize(id, runners, spread(peaks).most));
  }
  return { peak: spread(peaks), results };
}

async function warmUp(contestant: Contestant, network: string, wanted: number): Promise<Runner> {
  try {
    const first = await contestant.measure(network, 1);
    if (first > PATIENCE) return { contestant, batches: 0, seconds: [first] };
    const once = await contestant.measure(network, 1);
    const batches = Math.max(1, Math.round(wanted / once));
    return { contestant, batches, seconds: [] };
  } catch (error) {
    return { contestant, batches: 0, seconds: [], cannot: (error as Error).message };
  }
}

function summarize(network: string, runners: readonly Runner[], peak: number): Result[] {
  const flops = trainingFlops(notebookModel(network).plan);
  const images = BATCH_SIZE * BATCHES_PER_EPOCH;
  const medians = runners.map(({ seconds }) => (seconds.length > 0 ? spread(seconds).median : NaN));
  return runners.map(({ contestant, seconds, cannot }, index) => {
    const { name, threads } = contestant;
    const epoch = seconds.map((value) => value * BATCHES_PER_EPOCH);
    const median = medians[index]! * BATCHES_PER_EPOCH;
    // Ours come first.
    const ours = runners.findIndex((other) => other.contestant.threads === threads);
    const gflops = (flops * images) / median / 1e9;
    return {
      network,
      contestant: name,
      threads,
      seconds: cannot === undefined ? spread(epoch) : { cannot },
      runs: seconds.length,
      imagesPerSecond: images / median,
      gflops,
      ratio: medians[index]! / medians[ours]!,
      peakShare: gflops / (peak * threads),
    };
  });
}
