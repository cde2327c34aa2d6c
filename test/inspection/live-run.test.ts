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
    const session = startTraining({ ...config, save: weightsFolder }, (event) => {
      // What is known of the first batches must not be taken for an answer later.
      if (event.type === 'batch' && event.batch === 2) early ??= askAll(session);
      if (event.type === 'epoch' && event.epoch === 3) session.pause();
      if (event.type !== 'paused') return;
      paused = askAll(session);
      void Promise.allSettled([paused]).then(() => {
        session.stop();
      });
    });
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
    const config = inspectionConfig(folder('data'), { epochs: 3 });
    const losses = async (asking: boolean): Promise<unknown> => {
      const events: TrainingEvent[] = [];
      const answers: Promise<unknown>[] = [];
      const session = startTraining(config, (event) => {
        events.push(event);
        if (asking && event.type === 'batch' && event.batch % 5 === 2)
          answers.push(askAll(session));
      });
      await session.finished;
      if (asking) expect((await Promise.allSettled(answers)).length).toBeGreaterThanOrEqual(6);
      return events.flatMap((event) => (event.type === 'batch' ? [event.losses] : []));
    };
    expect(await losses(true)).toEqual(await losses(false));
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

  it('do not keep the run from stopping', async () => {
    let asked = 0;
    const answers: Promise<unknown>[] = [];
    const config = inspectionConfig(folder('data'), { epochs: 1000 });
    const session = startTraining(config, (event) => {
      if (event.type !== 'batch' || asked > 0) return;
      for (let i = 0; i < 50; i++) answers.push(askAll(session));
      asked = performance.now();
      session.stop();
    });
    await session.finished;
    expect(performance.now() - asked).toBeLessThan(500);
    const outcomes = await Promise.allSettled(answers);
    expect(outcomes.at(-1)!.status).toBe('rejected');
  });
});
