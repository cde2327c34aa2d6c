import type {
  EarlyStopping,
  EvaluationEvent,
  RunSettings,
  StartEvent,
  TestEvent,
  TrainingEvent,
} from '#shared/protocol/events';
import { partOnTheWay } from '#shared/part';
import { absolutePath } from '../platform/files';
import { Checkpointer } from './checkpoint/checkpointer';
import { isLonger } from './checkpoint/differences';
import { ToldHistory } from './checkpoint/told-history';
import { type Checkpoint, type Position, samplerState } from './checkpoint/value';
import type { TrainingConfig } from './config';
import { EarlyStopper } from './early-stopping';
import { evaluate, type LabelledImages } from './evaluate';
import { Lockstep } from './lockstep';
import type { PreparedRun } from './prepared-run';
import { toRecorded } from './recorded-config';
import type { RunControl } from './run-control';
import type { Trainee } from './trainee';
import { WeightFiles } from './weight-files';
import { WeightWatch } from './weight-watch';

/**
 * Trains all networks in lockstep, then evaluates each.
 * Emits every event of the run but `failed`, which is how whoever called tells of a rejection.
 *
 * A run that is told to stop ends as `stopped` after the batch or the slice of a test in hand. Where that
 * is asked for, its networks are tested as they are then, all of them or, if it takes long, none. What was trained is
 * saved either way, where the configuration says so.
 *
 * A run that goes on from a checkpoint does from there on what it would have done without an interruption.
 */
export async function runTraining(
  config: TrainingConfig,
  run: PreparedRun,
  emit: (event: TrainingEvent) => void,
  control: RunControl,
): Promise<void> {
  const told = new ToldHistory();
  const tell = (event: TrainingEvent): void => {
    if (config.checkpoint !== undefined) told.take(event);
    emit(event);
  };
  const notice = (message: string): void => {
    tell({ type: 'notice', message });
  };
  const first = startOf(config, run);
  tell(first);
  run.notices.forEach(notice);
  let start = performance.now();
  const before = run.from?.facts.elapsed ?? 0;
  const elapsed = (): number => before + (performance.now() - start - control.heldUp) / 1000;
  const rule = ruleOf(run.description.config);
  const course: Course = {
    ...{ config, run, emit: tell, control, elapsed, told },
    startedAt: first.startedAt,
    lockstep: new Lockstep(config, run, tell, run.from === null ? undefined : whereIn(run.from)),
    earlyStopper: rule && new EarlyStopper(rule, run.from?.facts.earlyStopping),
    weightFiles: new WeightFiles(
      config,
      run.trainees,
      partOnTheWay(run.description),
      run.unsaved,
      notice,
    ),
    watch: config.weightPictures === true ? new WeightWatch(run.trainees, tell) : null,
    position: run.from?.facts.position ?? { epoch: 0, batch: 0, tested: true },
    finished: run.from !== null && run.from.facts.finished && first.resumed?.longer !== true,
  };
  const { weightFiles, watch } = course;
  const checkpointer = checkpointerOf(course, notice);
  await takeUp(course, first.resumed?.longer === true);
  if (run.from === null) await checkpointer?.begin();
  start = performance.now();

  const { whole, known } = course.finished
    ? { whole: true, known: knownOf(course, null) }
    : await train(course, checkpointer);
  const { position } = course;
  watch?.atEnd();
  // Before the evaluation, which changes nothing. A run stopped before its first batch has nothing
  // worth replacing an older file with, and nothing worth judging.
  const untouched = position.batch === 0 && control.signal.aborted;
  if (!untouched) {
    const unsaved = config.trainUnsaved === true;
    await (unsaved ? weightFiles.saveLast(position) : weightFiles.finish(position));
  }
  if (weightFiles.saved !== null) tell(weightFiles.saved);
  course.finished = whole;
  await checkpointer?.finish();

  if (whole) {
    const judged = await judge(course, known, tell);
    tell({ type: judged === null ? 'stopped' : 'done', seconds: elapsed() });
  } else {
    const judged = untouched || !control.mayTest ? null : await judge(course, known);
    judged?.forEach(tell);
    tell({ type: 'stopped', seconds: elapsed() });
  }
}

/**
 * By what the best weights are told: as early stopping has it, and otherwise by the loss after each epoch, where that is
 * judged.
 */
function ruleOf({ earlyStopping, evaluateEachEpoch }: RunSettings): EarlyStopping | undefined {
  if (earlyStopping !== undefined || !evaluateEachEpoch) return earlyStopping;
  return { monitor: 'loss', patience: Infinity };
}

/** What goes along with a run from its first batch to its last. */
interface Course {
  readonly config: TrainingConfig;
  readonly run: PreparedRun;
  readonly emit: (event: TrainingEvent) => void;
  readonly control: RunControl;
  /** Seconds since the start, without pauses and interruptions. */
  readonly elapsed: () => number;
  readonly told: ToldHistory;
  /** When it first began: milliseconds since the Unix epoch. */
  readonly startedAt: number;
  readonly lockstep: Lockstep;
  /** Knows the best weights also in a run that is not to end early: then it puts up with anything. */
  readonly earlyStopper: EarlyStopper | undefined;
  readonly weightFiles: WeightFiles;
  readonly watch: WeightWatch | null;
  /** How far it has come. */
  position: Position;
  /** Training has come to its end. */
  finished: boolean;
}

/** The run's first event; where it goes on, with what it had come to. */
function startOf(config: TrainingConfig, { description, from }: PreparedRun): StartEvent {
  if (from === null) return { ...description, startedAt: Date.now() };
  const { facts, history } = from;
  const { epoch, batch } = facts.position;
  const longer = isLonger(facts, config.epochs);
  const resumed = { epoch, batch, at: Date.now(), longer, history };
  return { ...description, startedAt: facts.run.startedAt, resumed };
}

function whereIn(
  from: NonNullable<PreparedRun['from']>,
): ConstructorParameters<typeof Lockstep>[3] {
  return { lockstep: from.facts.lockstep, sampler: samplerState(from) };
}

/** Brings what lies beside the networks to where it was. */
async function takeUp(course: Course, longer: boolean): Promise<void> {
  const { run, earlyStopper, weightFiles, watch, position } = course;
  if (run.from === null) return;
  for (const best of earlyStopper?.state().best ?? []) {
    const weights = run.from.best[best.evaluation.model] ?? undefined;
    if (weights !== undefined) await weightFiles.saveBest(earlyStopper!.rule, best, weights);
  }
  if (longer) earlyStopper?.goOn();
  if (position.batch > 0) watch?.afterBatch(position.epoch, position.batch);
}

function checkpointerOf(course: Course, notice: (message: string) => void): Checkpointer | null {
  const { config, run, control } = course;
  if (config.checkpoint === undefined) return null;
  const { folder, seconds } = config.checkpoint;
  return new Checkpointer(folder, seconds, run.from?.facts.number ?? 0, !run.unsaved, {
    take: (number) => checkpointOf(course, number),
    taken: () => control.taken(),
    notice,
  });
}

/** It holds until the next step. */
function checkpointOf(course: Course, number: number): Checkpoint {
  const { config, run, lockstep, earlyStopper, weightFiles, told, position, finished } = course;
  const { networks: identities, data } = run.identity!;
  const { sampler, ...rest } = lockstep.state();
  const { order, ...sampled } = sampler;
  const { stride, open, epochs, tests, notices, marks } = told.now;
  const states = run.trainees.map(
    ({ summary, network }) => [summary.id, network.state(false)] as const,
  );
  return {
    facts: {
      number,
      settings: toRecorded(config),
      save: config.save === undefined ? null : absolutePath(config.save),
      run: { ...run.description, startedAt: course.startedAt },
      data,
      networks: Object.fromEntries(
        states.map(([id, { step, betaPowers }]) => [id, { ...identities[id]!, step, betaPowers }]),
      ),
      position,
      finished,
      elapsed: course.elapsed(),
      ...rest,
      sampler: sampled,
      earlyStopping: earlyStopper?.state() ?? null,
      history: { stride, open, epochs, tests, notices, marks },
    },
    networks: Object.fromEntries(
      states.map(([id, { weights, optimizer }]) => [
        id,
        { weights, optimizer, best: weightFiles.bestOf(id) ?? null },
      ]),
    ),
    order,
    history: told.now,
  };
}

interface Trained {
  /** It came to its end, and was not stopped before. */
  readonly whole: boolean;
  readonly known: Known;
}

/** How the weights that are kept of a network do, where that is known: its best with early stopping, or else its last. */
type Known = (model: string) => EvaluationEvent | undefined;

/** @param last how all networks do as they are now; null where that is not known */
function knownOf(course: Course, last: readonly EvaluationEvent[] | null): Known {
  return (model) => ofBest(course, model) ?? last?.find((one) => one.model === model);
}

async function train(course: Course, checkpointer: Checkpointer | null): Promise<Trained> {
  const { config, run, emit, control, elapsed, lockstep, earlyStopper, weightFiles, watch } =
    course;
  const { batchesPerEpoch } = run.description.config;
  const tests = earlyStopper !== undefined;
  /** The last test, as long as no batch has been trained since. */
  let tested: readonly EvaluationEvent[] | null = null;
  const trained = (whole: boolean): Trained => ({ whole, known: knownOf(course, tested) });
  for (let epoch = Math.max(1, course.position.epoch); epoch <= config.epochs; epoch++) {
    const done = epoch === course.position.epoch ? course.position.batch : 0;
    for (let batch = done + 1; batch <= batchesPerEpoch; batch++) {
      await control.turn(emit);
      if (control.signal.aborted) return trained(false);
      const { losses, seconds } = lockstep.trainBatch(epoch, batch);
      tested = null;
      course.position = { epoch, batch, tested: false };
      emit({ type: 'batch', epoch, batch, losses, elapsed: elapsed(), seconds });
      watch?.afterBatch(epoch, batch);
      if (batch < batchesPerEpoch) checkpointer?.afterBatch();
    }
    const end = { epoch, batch: batchesPerEpoch };
    if (done < batchesPerEpoch) {
      emit({ type: 'epoch', epoch, ...lockstep.endEpoch() });
      watch?.afterEpoch();
      await weightFiles.saveLast(end);
    }
    if (tests && !course.position.tested) {
      const evaluations = await evaluateAll(course, run.validation ?? run.test);
      if (evaluations === null) return trained(false);
      tested = evaluations;
      emit({ type: 'test', epoch, ...testResults(evaluations) });
      for (const best of earlyStopper.take(end, evaluations)) {
        await weightFiles.saveBest(earlyStopper.rule, best);
      }
    }
    course.position = { ...end, tested: true };
    if (epoch < config.epochs && earlyStopper?.exhausted === true) {
      emit({ type: 'notice', message: earlyStopper.reason(epoch, partOnTheWay(run.description)) });
      break;
    }
    if (epoch < config.epochs) checkpointer?.afterEpoch();
  }
  return trained(true);
}

/** How the weights did that are judged in the end where early stopping is on: the best, which are those that are kept. */
function ofBest({ config, earlyStopper }: Course, model: string): EvaluationEvent | undefined {
  const best = config.earlyStopping && earlyStopper?.bestOf(model);
  return best && { ...best.evaluation, bestEpoch: best.epoch };
}

/**
 * How the weights that are kept of every network do on the test images; null if it was stopped in between. With
 * validation images the test images have not been seen before, or else what is known already is told again.
 * @param tell gets each as soon as it is known
 */
async function judge(
  course: Course,
  known: Known,
  tell?: (evaluation: EvaluationEvent) => void,
): Promise<EvaluationEvent[] | null> {
  const { run } = course;
  if (run.validation === null) return evaluateAll(course, run.test, known, tell);
  const evaluations: EvaluationEvent[] = [];
  for (const trainee of run.trainees) {
    const evaluation = await judgeKept(course, trainee);
    if (evaluation === null) return null;
    tell?.(evaluation);
    evaluations.push(evaluation);
  }
  return evaluations;
}

/** The same of one network, which has its last weights then as before. */
async function judgeKept(course: Course, trainee: Trainee): Promise<EvaluationEvent | null> {
  const { run, weightFiles } = course;
  const { summary, network } = trainee;
  const kept = ofBest(course, summary.id);
  const best = kept && weightFiles.bestOf(summary.id);
  if (best === undefined) return evaluateOne(course, trainee, run.test);
  const last = network.weights();
  network.setWeights(best);
  const evaluation = await evaluateOne(course, trainee, run.test);
  network.setWeights(last);
  return evaluation && { ...evaluation, bestEpoch: kept!.bestEpoch! };
}

/**
 * How every network does on some images; null if it was stopped in between.
 * @param known spares the test of a network
 * @param tell gets each as soon as it is known
 */
async function evaluateAll(
  course: Course,
  images: LabelledImages,
  known?: Known,
  tell?: (evaluation: EvaluationEvent) => void,
): Promise<EvaluationEvent[] | null> {
  const evaluations: EvaluationEvent[] = [];
  for (const trainee of course.run.trainees) {
    const evaluation = known?.(trainee.summary.id) ?? (await evaluateOne(course, trainee, images));
    if (evaluation === null) return null;
    tell?.(evaluation);
    evaluations.push(evaluation);
  }
  return evaluations;
}

function evaluateOne(
  { run, emit, control }: Course,
  { summary, network }: Trainee,
  images: LabelledImages,
): Promise<EvaluationEvent | null> {
  const classes = run.description.dataset.classes.length;
  const turn = async (): Promise<boolean> => {
    await control.turn(emit);
    return control.mayTest;
  };
  return evaluate(summary.id, network, images, classes, turn);
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
