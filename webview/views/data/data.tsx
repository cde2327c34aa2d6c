import { useState } from 'preact/hooks';
import type { PanelState } from '#shared/protocol/messages';
import { loadProgressText } from '#shared/load-progress';
import { useLoading } from '../../loading';
import { ProgressLine } from '../../render/bar';
import { Button, ProgressRing } from '../../toolkit';
import { useAnswer } from '../../use-answer';
import { AnswerState } from '../digits/answer-state';
import { About, Frame } from './about';
import { ClassTable } from './class-table';
import './data.css';
import { ALL, type Filter } from './filter';
import { Samples } from './samples';
import { strings } from './strings';

/** What the next run trains on, whatever run is shown. */
export function DataView({ state }: { readonly state: PanelState }) {
  // What one has chosen to look at in a data set says nothing about another.
  return <DataSet key={state.data} state={state} />;
}

function DataSet({ state }: { readonly state: PanelState }) {
  const { data: set } = state;
  const [left, setLeft] = useState(false);
  const asked = useAnswer(left ? null : ({ kind: 'summary', set } as const));
  const progress = useLoading(set);
  const [filter, setFilter] = useState<Filter>(ALL);
  const { answer, waiting } = asked;
  if (answer === null) {
    return (
      <Frame name={null}>
        <div class="data-reading">
          {waiting && progress === null && <ProgressRing label={strings.reading} />}
          {left ? (
            <p class="quiet" role="status">
              {strings.left}
            </p>
          ) : (
            <AnswerState asked={asked} loading={strings.reading} failed={strings.failed}>
              {() => null}
            </AnswerState>
          )}
          {(waiting || left) && (
            <Button
              label={left ? strings.readThem : strings.cancel}
              onClick={() => {
                setLeft(!left);
              }}
            />
          )}
        </div>
        {waiting && progress !== null && (
          <div class="data-progress quiet">
            {loadProgressText(progress)}
            <ProgressLine
              label={strings.reading}
              percent={Math.round((100 * progress.done) / progress.total)}
            />
          </div>
        )}
      </Frame>
    );
  }
  const { summary, means } = answer;
  return (
    <div class="data">
      <About state={state} data={answer} onFilter={setFilter} />
      <ClassTable summary={summary} means={means} filter={filter} onFilter={setFilter} />
      <Samples set={set} summary={summary} filter={filter} onFilter={setFilter} />
    </div>
  );
}
