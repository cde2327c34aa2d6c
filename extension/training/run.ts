import type { EvaluationEvent, TestEvent, TrainingEvent } from '#shared/protocol/events';
import { Checkpoints } from './checkpoints';
import type { TrainingConfig } from './config';
import { EarlyStopper, type Moment } from './early-stopping';
import { evaluate } from './evaluate';
import { Lockstep } from './lockstep';
import type { PreparedRun } from './prepared-run';
import type { RunControl } from './run-control';
import { WeightWatch } from './weight-watch';

/**
 * Trains all networks in lockstep, then evaluates each.
 * Emits every event of the run but `failed`, which is how whoever called tells of a rejection.
 *
 * A run that is told to stop ends as `stopped` after the batch or the slice of a test in hand. Where that
 * is asked for, its networks are tested as they are then, all of them or, if it takes long, none. What was trained is
 * saved either way, where the configuration says so.
 */
export async function runTraining(
  config: TrainingConfig,
  run: PreparedRun,
  emit: (event: TrainingEvent) => void,
  control: RunControl,
): Promise<void> {
  emit({ ...run.description, startedAt: Date.now() });
  for (const message of run.notices) emit({ type: 'notice', message });
  const start = performance.now();
  const elapsed = (): number => (performance.now() - start - control.heldUp) / 1000;
  const checkpoints = new Checkpoints(config, run.trainees);
  const watch = config.weightPictures === true ? new WeightWatch(run.trainees, emit) : null;

  const course = { config, run, emit, control, elapsed, checkpoints, watch };
  const { end, whole, known } = await train(course);
  watch?.atEnd();
  // Before the evaluation, which changes nothing. A run stopped before its first batch has nothing
  // worth replacing an older file with, and nothing worth judging.
  const untouched = end.batch === 0 && control.signal.aborted;
  if (!untouched) await checkpoints.saveLast(end);
  if (checkpoints.saved !== null) emit(checkpoints.saved);

  if (whole) {
    const judged = await evaluateAll(course, known, emit);
    emit({ type: judged === null ? 'stopped' : 'done', seconds: elapsed() });
  } else {
    const judged = untouched || !control.mayTest ? null : await evaluateAll(course, known);
    judged?.forEach(emit);
    emit({ type: 'stopped', seconds: elapsed() });
  }
}

/** What goes along with a run from its first batch to its last. */
interface Course {
  readonly config: TrainingConfig;
  readonly run: PreparedRun;
  readonly emit: (event: TrainingEvent) => void;
  readonly control: RunControl;
  /** Seconds since the start, without pauses. */
  readonly elapsed: () => number;
  readonly checkpoints: Checkpoints;
  readonly watch: WeightWatch | null;
}

interface Trained {
  /** Where training ended. */
  readonly end: Moment;
  /** It came to its end, and was not stopped before. */
  readonly whole: boolean;
  readonly known: Known;
}

/** How the weights that are kept of a network do, where that is known: its best with early stopping, or else its last. */
type Known = (model: string) => EvaluationEvent | undefined;

async function train(course: Course): Promise<Trained> {
  const { config, run, emit, control, elapsed, checkpoints, watch } = course;
  const { batchesPerEpoch } = run.description.config;
  const earlyStopper = config.earlyStopping && new EarlyStopper(config.earlyStopping);
  const lockstep = new Lockstep(config, run, emit);
  let end: Moment = { epoch: 0, batch: 0 };
  /** The last test, and where it was. */
  let tested: { readonly at: Moment; readonly evaluations: readonly EvaluationEvent[] } | null =
    null;
  const trained = (whole: boolean): Trained => ({
    end,
    whole,
    known: (model) =>
      ofBest(earlyStopper, model) ??
      (tested?.at === end ? tested.evaluations.find((one) => one.model === model) : undefined),
  });
  for (let epoch = 1; epoch <= config.epochs; epoch++) {
    for (let batch = 1; batch <= batchesPerEpoch; batch++) {
      await control.turn(emit);
      if (control.signal.aborted) return trained(false);
      const { losses, seconds } = lockstep.trainBatch(epoch, batch);
      end = { epoch, batch };
      emit({ type: 'batch', epoch, batch, losses, elapsed: elapsed(), seconds });
      watch?.afterBatch(epoch, batch);
    }
    emit({ type: 'epoch', epoch, ...lockstep.endEpoch() });
    watch?.afterEpoch();
    await checkpoints.saveLast(end);
    if (!config.evaluateEachEpoch && earlyStopper === undefined) continue;

    const evaluations = await evaluateAll(course);
    if (evaluations === null) return trained(false);
    tested = { at: end, evaluations };
    emit({ type: 'test', epoch, ...testResults(evaluations) });
    if (earlyStopper === undefined) continue;
    for (const best of earlyStopper.take(end, evaluations)) {
      await checkpoints.saveBest(earlyStopper.rule, best);
    }
    if (epoch < config.epochs && earlyStopper.exhausted) {
      emit({ type: 'notice', message: earlyStopper.reason(epoch) });
      break;
    }
  }
  return trained(true);
}

/** What is judged in the end where early stopping is on: the best weights, which are those that are kept. */
function ofBest(
  earlyStopper: EarlyStopper | undefined,
  model: string,
): EvaluationEvent | undefined {
  const best = earlyStopper?.bestOf(model);
  return best && { ...best.evaluation, bestEpoch: best.epoch };
}

/**
 * How every network does on the test images; null if it was stopped in between.
 * @param known spares the test of a network
 * @param tell gets each as soon as it is known
 */
async function evaluateAll(
  { run, emit, control }: Course,
  known?: Known,
  tell?: (evaluation: EvaluationEvent) => void,
): Promise<EvaluationEvent[] | null> {
  const classes = run.description.dataset.classes.length;
  const turn = async (): Promise<boolean> => {
    await control.turn(emit);
    return control.mayTest;
  };
  const evaluations: EvaluationEvent[] = [];
  for (const { summary, network } of run.trainees) {
    const { id } = summary;
    const evaluation = known?.(id) ?? (await evaluate(id, network, run.test, classes, turn));
    if (evaluation === null) return null;
    tell?.(evaluation);
    evaluations.push(evaluation);
  }
  return evaluations;
}

function testResults(evaluations: readonly EvaluationEvent[]): Omit<TestEvent, 'type' | 'epoch'> {
  const byModel = <T>(of: (evaluation: EvaluationEvent) => T): Record<string, T> =>
    Object.fromEntries(evaluations.map((evaluation) => [evaluation.model, of(evaluation)]));
  return {
    losses: byModel(({ loss }) => loss),
    accuracies: byModel(({ accuracy }) => accuracy),
    confusions: byModel(({ confusion }) => confusion),
  };
}
