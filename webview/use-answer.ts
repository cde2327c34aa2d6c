import { useEffect, useState } from 'preact/hooks';
import { LabError } from '#shared/errors';
import type { LabErrorData } from '#shared/protocol/events';
import type { PanelAnswerTo, PanelQuestion } from '#shared/protocol/messages';
import { ask } from './ask';

/** What is known of an answer. While it is asked for again, the last one stays. */
export interface Asked<A> {
  readonly answer: A | null;
  readonly error: LabErrorData | null;
  readonly waiting: boolean;
}

const unknown = { answer: null, error: null, waiting: true };
const nothing = { answer: null, error: null, waiting: false };

/**
 * Asks whenever the question is another one, and when told to ask again; former questions are taken back, and their
 * late answers dropped. No question: no answer.
 */
export function useAnswer<Q extends PanelQuestion>(
  question: Q | null,
): Asked<PanelAnswerTo<Q>> & { readonly askAgain: () => void } {
  const key = JSON.stringify(question);
  const [times, setTimes] = useState(0);
  const [asked, setAsked] = useState<Asked<PanelAnswerTo<Q>> & { readonly key: string }>({
    ...unknown,
    key,
  });
  useEffect(() => {
    if (question === null) return undefined;
    const left = new AbortController();
    const settle = (result: Partial<Asked<PanelAnswerTo<Q>>>): void => {
      if (!left.signal.aborted) setAsked({ ...unknown, waiting: false, ...result, key });
    };
    setAsked((before) => ({ ...(before.key === key ? before : unknown), waiting: true, key }));
    ask(question, left.signal).then(
      (answer) => {
        settle({ answer });
      },
      (error: unknown) => {
        settle({ error: error as LabErrorData });
      },
    );
    return () => {
      left.abort(new LabError('usage', ''));
    };
    // The key stands for the question, which is a new object each time.
  }, [key, times]);
  const known = asked.key === key ? asked : unknown;
  return {
    ...(question === null ? nothing : known),
    askAgain: () => {
      setTimes((before) => before + 1);
    },
  };
}
