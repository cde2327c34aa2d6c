import { useEffect, useState } from 'preact/hooks';
import type { LabErrorData } from '#shared/protocol/events';
import type { AnswerTo, Question } from '#shared/protocol/questions';
import { ask } from './ask';

/** What is known of an answer. While it is asked for again, the last one stays. */
export interface Asked<A> {
  readonly answer: A | null;
  readonly error: LabErrorData | null;
  readonly waiting: boolean;
}

const unknown = { answer: null, error: null, waiting: true };

/** Asks whenever the question is another one, and when told to ask again; late answers to former questions are dropped. */
export function useAnswer<Q extends Question>(
  question: Q,
): Asked<AnswerTo<Q>> & { readonly askAgain: () => void } {
  const key = JSON.stringify(question);
  const [times, setTimes] = useState(0);
  const [asked, setAsked] = useState<Asked<AnswerTo<Q>> & { readonly key: string }>({
    ...unknown,
    key,
  });
  useEffect(() => {
    let current = true;
    const settle = (result: Partial<Asked<AnswerTo<Q>>>): void => {
      if (current) setAsked({ ...unknown, waiting: false, ...result, key });
    };
    setAsked((before) => ({ ...(before.key === key ? before : unknown), waiting: true, key }));
    ask(question).then(
      (answer) => {
        settle({ answer });
      },
      (error: unknown) => {
        settle({ error: error as LabErrorData });
      },
    );
    return () => {
      current = false;
    };
    // The key stands for the question, which is a new object each time.
  }, [key, times]);
  return {
    ...(asked.key === key ? asked : unknown),
    askAgain: () => {
      setTimes((before) => before + 1);
    },
  };
}
