import { useState } from 'preact/hooks';
import type { PanelState } from '#shared/protocol/messages';
import { ProgressRing } from '../../toolkit';
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
  const asked = useAnswer({ kind: 'summary', set } as const);
  const [filter, setFilter] = useState<Filter>(ALL);
  const { answer } = asked;
  if (answer === null) {
    return (
      <Frame name={null}>
        <div class="data-reading">
          {asked.waiting && <ProgressRing label={strings.reading} />}
          <AnswerState asked={asked} loading={strings.reading} failed={strings.failed}>
            {() => null}
          </AnswerState>
        </div>
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
