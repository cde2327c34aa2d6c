import type { PanelState } from '../../extension/protocol/messages';
import type { Look } from '../host';
import type { Theme } from '../render/theme';
import { strings } from '../strings';
import { Confusion } from './confusion';
import { Header } from './header';
import { Losses } from './losses';
import { Empty, Failure, Starting } from './messages';
import { Parameters } from './parameters';
import { ProgressView } from './progress-view';
import { statusText } from './status';

interface AppProps {
  readonly state: PanelState | null;
  readonly theme: Theme;
  readonly look: Look;
  readonly onLook: (look: Look) => void;
}

export function App({ state, theme, look, onLook }: AppProps) {
  if (state === null) return <vscode-progress-ring class="loading" aria-label={strings.loading} />;
  const { run, error, training, changed } = state;
  const failure = error ?? (training ? null : (run?.error ?? null));
  return (
    <main>
      <h1 class="spoken">{strings.title}</h1>
      <p class="spoken" role="status">
        {statusText(state)}
      </p>
      <Header state={state} />
      {failure !== null && <Failure error={failure} />}
      {run === null && failure === null && !training && <Empty />}
      {run === null && training && <Starting />}
      {run !== null && (
        <>
          {changed && <p class="notice changed">{strings.changedText}</p>}
          <ProgressView state={run} live={training && run.status === 'running'} />
          {run.elapsed.length > 0 && (
            <Losses state={run} theme={theme} look={look} onLook={onLook} />
          )}
          {Object.keys(run.evaluations).length > 0 && <Confusion state={run} theme={theme} />}
        </>
      )}
      <Parameters
        models={run?.run.models ?? state.models}
        comparison={run === null ? state.comparison : run.run.comparison}
        theme={theme}
      />
    </main>
  );
}
