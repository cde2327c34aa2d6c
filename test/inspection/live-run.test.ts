import { mkdir } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { type InspectionSource, startInspection } from '../../extension/inspection/session';
import type { TrainingEvent } from '#shared/protocol/events';
import type { Answer, Question } from '#shared/protocol/questions';
import { startTraining, type TrainingSession } from '../../extension/training/session';
import { refusal } from '../support/refusal';
import { useTemporaryFolder } from '../support/temporary-folder';
import { writeBars } from '../training/idx-files';
import { inspectionConfig, trainRun } from './support';
import { eachEvent } from '../training/support';

const folder = useTemporaryFolder();
let other: InspectionSource;

beforeAll(async () => {
  await mkdir(folder('data'));
  await writeBars(folder('data'), 400, 300);
  const config = inspectionConfig(folder('data'), { seed: 5, epochs: 1 });
  ({ source: other } = await trainRun(config, folder('other')));
});

const questions: Question[] = [
  { kind: 'cell', model: 'mlp', actual: 3, predicted: 3 },
  { kind: 'cell', model: 'cnn-big', actual: 4, predicted: 4 },
  { kind: 'cell', model: 'mlp', actual: 2, predicted: 5 },
  { kind: 'flips', model: 'mlp', otherRun: 'other' },
  { kind: 'predict', image: { index: 42 } },
  { kind: 'predict', image: { pixels: Array.from({ length: 784 }, (_, i) => i % 256) } },
  { kind: 'activations', model: 'cnn-big', image: { index: 42 } },
];

const askAll = (asked: Pick<TrainingSession, 'ask'>): Promise<Answer[]> =>
  Promise.all(
    questions.map((question) => asked.ask(question, question.kind === 'flips' ? other : undefined)),
  );

describe('questions to a run in training', () => {
  it('are answered by the weights of the moment, in a pause as its saved weights answer later', async () => {
    const config = inspectionConfig(folder('data'), { epochs: 1000 });
    const weightsFolder = folder('live');
    let early: Promise<Answer[]> | undefined;
    let paused: Promise<Answer[]> | undefined;
    const stop = (): void => {
      session.stop();
    };
    const session = startTraining(
      { ...config, save: weightsFolder },
      eachEvent((event) => {
        // What is known of the first batches must not be taken for an answer later.
        if (event.type === 'batch' && event.batch === 2) early ??= askAll(session);
        if (event.type === 'epoch' && event.epoch === 3)
          void early!.then(() => {
            session.pause();
          }, stop);
        if (event.type !== 'paused') return;
        paused = askAll(session);
        paused.then(stop, stop);
      }),
    );
    await session.finished;
    const before = await early!;
    const answers = await paused!;
    answers.forEach((answer, i) => {
      // A cell may well have the same few digits.
      if (questions[i]!.kind !== 'cell') expect(answer).not.toEqual(before[i]);
    });
    const inspection = startInspection({ config, weightsFolder });
    expect(await askAll(inspection)).toEqual(answers);
    inspection.dispose();
  });

  it('change nothing in the training', async () => {
    const config = inspectionConfig(folder('data'));
    const lossesOf = (events: readonly TrainingEvent[]): unknown[] =>
      events.flatMap((event) => (event.type === 'batch' ? [event.losses] : []));

    const asked: TrainingEvent[] = [];
    const session = startTraining({ ...config, epochs: 1000 }, (batch) => asked.push(...batch));
    for (let i = 0; i < 3; i++) expect(await askAll(session)).toHaveLength(questions.length);
    session.stop();
    await session.finished;
    const losses = lossesOf(asked);
    expect(losses).not.toEqual([]);

    const epochs = Math.max(...asked.map((event) => (event.type === 'batch' ? event.epoch : 1)));
    const silent: TrainingEvent[] = [];
    await startTraining({ ...config, epochs }, (batch) => silent.push(...batch)).finished;
    expect(lossesOf(silent).slice(0, losses.length)).toEqual(losses);
  });

  it('before the first batch are answered as soon as there are networks', async () => {
    const session = startTraining(inspectionConfig(folder('data')), () => undefined);
    const answer = await session.ask({ kind: 'predict', image: { index: 1 } });
    expect(answer.actual).toBe(1);
    await session.finished;
  });

  it('are rejected when the run fails, is stopped, or has ended', async () => {
    const ask = (session: TrainingSession): Promise<unknown> => askAll(session);
    const failing = startTraining(inspectionConfig(folder('nowhere')), () => undefined);
    const failure = failing.finished.catch(() => undefined);
    expect((await refusal(() => ask(failing))).message).toContain('nowhere');
    await failure;

    const stopped = startTraining(inspectionConfig(folder('data')), () => undefined);
    stopped.stop();
    await refusal(() => ask(stopped));
    await stopped.finished;
    expect((await refusal(() => ask(stopped))).message).toContain('ended before it could answer');
  });

  it('do not keep the run from stopping, and none is left without an answer', async () => {
    const config = inspectionConfig(folder('data'), { epochs: 1000 });
    let answered = 0;
    const session = startTraining(config, () => undefined);
    /** Asks on and on: there is always something left to answer. */
    const ask = async (): Promise<never> => {
      for (;;) {
        await askAll(session);
        if (++answered === 3) session.stop();
      }
    };
    const endings = Array.from({ length: 10 }, () => refusal(ask));
    await session.finished;
    for (const { message } of await Promise.all(endings)) {
      expect(message).toMatch(/(stopped|ended) before it could answer/);
    }
  });
});
