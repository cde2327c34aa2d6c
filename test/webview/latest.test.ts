import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LabErrorData } from '#shared/protocol/events';
import { Latest } from '../../webview/latest';

/** Networks that answer when they are told to. */
function slowNetworks() {
  const asked: number[] = [];
  const answers: number[] = [];
  const errors: LabErrorData[] = [];
  let settle: { resolve: (answer: number) => void; reject: (error: LabErrorData) => void } | null =
    null;
  const latest = new Latest<number, number>(
    (question) => {
      // A second question before the first is answered would overwhelm them.
      expect(settle).toBeNull();
      asked.push(question);
      return new Promise((resolve, reject) => {
        settle = { resolve, reject };
      });
    },
    {
      onAnswer: (answer) => answers.push(answer),
      onError: (error) => errors.push(error),
    },
  );
  const finish = async (error?: LabErrorData): Promise<void> => {
    const { resolve, reject } = settle!;
    settle = null;
    if (error === undefined) resolve(10 * asked.at(-1)!);
    else reject(error);
    // Some turns for what hangs on the answer.
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  };
  return { latest, asked, answers, errors, finish, waiting: () => settle !== null };
}

test('while an answer is awaited, only the newest question waits', async () => {
  const { latest, asked, answers, finish, waiting } = slowNetworks();
  for (const question of [1, 2, 3, 4]) latest.ask(question);
  expect(asked).toEqual([1]);
  await finish();
  expect(asked).toEqual([1, 4]);
  await finish();
  expect(answers).toEqual([10, 40]);
  expect(waiting()).toBe(false);
});

test('the last question is always answered, and never two are under way', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 40 }), async (steps) => {
      const { latest, answers, finish, waiting } = slowNetworks();
      let last = 0;
      for (const asks of [true, ...steps]) {
        if (asks) latest.ask(++last);
        else if (waiting()) await finish();
      }
      while (waiting()) await finish();
      expect(answers.at(-1)).toBe(10 * last);
    }),
  );
});

test('an error is told, and the next question is asked all the same', async () => {
  const { latest, asked, answers, errors, finish } = slowNetworks();
  const error: LabErrorData = { kind: 'input', message: 'There are no weights.' };
  latest.ask(1);
  latest.ask(2);
  await finish(error);
  expect(errors).toEqual([error]);
  expect(asked).toEqual([1, 2]);
  await finish();
  expect(answers).toEqual([20]);
});

test('what was forgotten is not answered, and what is asked afterwards is', async () => {
  const { latest, asked, answers, finish } = slowNetworks();
  latest.ask(1);
  latest.ask(2);
  latest.forget();
  await finish();
  expect(asked).toEqual([1]);
  expect(answers).toEqual([]);
  latest.ask(3);
  await finish();
  expect(answers).toEqual([30]);
});
