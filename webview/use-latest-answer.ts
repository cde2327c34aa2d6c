import { useEffect, useMemo, useState } from 'preact/hooks';
import type { LabErrorData } from '#shared/protocol/events';
import type { PanelAnswerTo, PanelQuestion, PanelState } from '#shared/protocol/messages';
import { ask } from './ask';
import { Latest } from './latest';

export interface Answered<Q extends PanelQuestion> {
  readonly answer: PanelAnswerTo<Q> | null;
  readonly error: LabErrorData | null;
}

const nothing = { answer: null, error: null };

/**
 * The newest answer to a question, of the run that is shown or the data set. It is asked again when the question or
 * `moment` is another; the answer of before stays until the next one is there. No question: no answer.
 */
export function useLatestAnswer<Q extends PanelQuestion>(
  question: Q | null,
  moment: string | number,
): Answered<Q> {
  const [answered, setAnswered] = useState<Answered<Q>>(nothing);
  const latest = useMemo(
    () =>
      new Latest<Q, PanelAnswerTo<Q>>(ask, {
        onAnswer: (answer) => {
          setAnswered({ answer, error: null });
        },
        onError: (error) => {
          setAnswered({ answer: null, error });
        },
      }),
    [],
  );
  const key = JSON.stringify(question);
  useEffect(() => {
    if (question !== null) {
      latest.ask(question);
    } else {
      latest.forget();
      setAnswered(nothing);
    }
    // `key` stands for the question, which is made anew for each drawing of the view.
  }, [key, moment]);
  useEffect(
    () => () => {
      latest.forget();
    },
    [],
  );
  return answered;
}

/** Changes when the networks may answer otherwise than before, whoever trains them. */
export function networksOf({ run, training, live }: PanelState): string {
  return `${run?.run.startedAt} ${run?.status} ${training && live}`;
}

/** Whether the weights change while one looks. */
export function learning({ run, training, live }: PanelState): boolean {
  return training && live && run?.status === 'running';
}
