import { indexBatches } from '../data/sampling';
import type { EngineDataset } from '../engine/network-plan';
import { learningRate } from '../models/schedule';
import { nextTurn } from '../platform/turn';
import type { EvaluationEvent, RunEvent, TestEvent, TrainingEvent } from '../protocol/events';
import type { TrainingConfig } from './config';
import { Patience } from './early-stopping';
import { evaluate, type LabelledImages } from './evaluate';
import type { Trainee } from './trainee';
import { saveWeights } from './weights';

/** All that a run works on: see `prepareRun`. */
export interface PreparedRun {
  readonly trainees: readonly Trainee[];
  readonly train: EngineDataset;
  readonly test: LabelledImages;
  /** The run's first event, as yet without its time. */
  readonly description: Omit<RunEvent, 'startedAt'>;
  /** Said right after the first event. */
  readonly notices: readonly string[];
}

/**
 * Trains all networks in lockstep, each batch drawn once for all of them, then evaluates each.
 * Emits every event of the run but `failed`, which is how whoever called tells of a rejection.
 *
 * An aborted signal ends the run as `stopped` after the batch or the slice of the evaluation in
 * hand. What was trained is saved either way, where the configuration says so.
 */
export async function runTraining(
  config: TrainingConfig,
  run: PreparedRun,
  emit: (event: TrainingEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  emit({ ...run.description, startedAt: Date.now() });
  for (const message of run.notices) emit({ type: 'notice', message });
  const start = performance.now();
  const seconds = (): number => (performance.now() - start) / 1000;

  const batches = await train(config, run, emit, signal, seconds);
  // Before the evaluation, which changes nothing. A run stopped before its first batch has nothing
  // worth replacing an older file with.
  const untouched = batches === 0 && signal.aborted;
  if (config.save !== undefined && !untouched) await saveWeights(config.save, run.trainees);

  const classes = run.description.dataset.classes.length;
  for (const { summary, network } of run.trainees) {
    const evaluation = await evaluate(summary.id, network, run.test, classes, signal);
    if (evaluation !== null) emit(evaluation);
  }
  emit({ type: signal.aborted ? 'stopped' : 'done', seconds: seconds() });
}

/** @returns how many batches were trained */
async function train(
  config: TrainingConfig,
  run: PreparedRun,
  emit: (event: TrainingEvent) => void,
  signal: AbortSignal,
  elapsed: () => number,
): Promise<number> {
  const { batchesPerEpoch } = run.description.config;
  const diverged = new Set<string>();
  const patience = config.earlyStopping && new Patience(config.earlyStopping);
  let trained = 0;
  const total: Record<string, number> = {};
  for (const { summary } of run.trainees) total[summary.id] = 0;
  const drawn = indexBatches({ ...config, images: run.train.count, batchesPerEpoch });
  for (let epoch = 1; epoch <= config.epochs; epoch++) {
    const totals: Record<string, number> = {};
    const seconds: Record<string, number> = {};
    for (const { summary } of run.trainees) totals[summary.id] = seconds[summary.id] = 0;

    for (let batch = 1; batch <= batchesPerEpoch; batch++) {
      await nextTurn();
      if (signal.aborted) return trained;
      const indices = drawn.next().value;
      const losses: Record<string, number> = {};
      const at = { step: trained, epoch: epoch - 1, batchesPerEpoch, epochs: config.epochs };
      for (const { summary, network, schedule, lr } of run.trainees) {
        const { id, label } = summary;
        const start = performance.now();
        const loss = network.trainStep(run.train, indices, learningRate(schedule, lr, at));
        const took = (performance.now() - start) / 1000;
        seconds[id]! += took;
        total[id]! += took;
        totals[id]! += loss;
        losses[id] = loss;
        if (!Number.isFinite(loss) && !diverged.has(id)) {
          diverged.add(id);
          emit({ type: 'notice', message: divergence(label, loss, epoch, batch) });
        }
      }
      trained++;
      emit({ type: 'batch', epoch, batch, losses, elapsed: elapsed(), seconds: { ...total } });
    }
    const losses: Record<string, number> = {};
    for (const { summary } of run.trainees) {
      losses[summary.id] = totals[summary.id]! / batchesPerEpoch;
    }
    emit({ type: 'epoch', epoch, losses, seconds });
    const judged = config.evaluateEachEpoch || patience !== undefined;
    if (!judged || epoch === config.epochs) continue;
    const results = await testAll(run, signal);
    if (results === null) return trained;
    emit({ type: 'test', epoch, ...results });
    if (patience?.exhaustedBy(results) === true) {
      emit({ type: 'notice', message: patience.reason(epoch) });
      return trained;
    }
  }
  return trained;
}

/** How every network does on the test images; null if it was stopped in between. */
async function testAll(
  { trainees, test, description }: PreparedRun,
  signal: AbortSignal,
): Promise<Omit<TestEvent, 'type' | 'epoch'> | null> {
  const losses: Record<string, number> = {};
  const accuracies: Record<string, number> = {};
  const confusions: Record<string, EvaluationEvent['confusion']> = {};
  const classes = description.dataset.classes.length;
  for (const { summary, network } of trainees) {
    const evaluation = await evaluate(summary.id, network, test, classes, signal);
    if (evaluation === null) return null;
    losses[summary.id] = evaluation.loss;
    accuracies[summary.id] = evaluation.accuracy;
    confusions[summary.id] = evaluation.confusion;
  }
  return { losses, accuracies, confusions };
}

function divergence(label: string, loss: number, epoch: number, batch: number): string {
  return `${label} has diverged: its loss became ${loss} in epoch ${epoch}, batch ${batch}; a smaller learning rate may help.`;
}
