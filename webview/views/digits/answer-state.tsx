import type { ComponentChildren } from 'preact';
import { post } from '../../host';
import { Button } from '../../toolkit';
import type { Asked } from '../../use-answer';
import './digits.css';
import { strings } from './strings';

interface AnswerStateProps<A> {
  readonly asked: Asked<A> & { readonly askAgain: () => void };
  /** What is said while it is awaited, and where there is none; absent: those of networks. */
  readonly loading?: string;
  readonly failed?: string;
  readonly children: (answer: A) => ComponentChildren;
}

/** An answer, or the words that stand for it until it comes or if it cannot come. */
export function AnswerState<A>(props: AnswerStateProps<A>) {
  const { asked, loading = strings.loading, failed = strings.failed, children } = props;
  const { answer, error, waiting, askAgain } = asked;
  return (
    <div class="answer" aria-busy={waiting}>
      {answer !== null && children(answer)}
      {answer === null && waiting && (
        <p class="answer-waiting quiet" role="status">
          {loading}
        </p>
      )}
      {error !== null && (
        <div class="answer-failed" role="alert">
          <p>
            <strong>{failed}</strong>
          </p>
          <p>{error.message}</p>
          <div class="answer-cures">
            <Button label={strings.askAgain} onClick={askAgain} />
            {error.setting !== undefined && (
              <Button
                label={strings.openSetting}
                onClick={() => {
                  post({ type: 'openSettings', setting: error.setting! });
                }}
              />
            )}
          </div>
        </div>
      )}
    </div>
  );
}
