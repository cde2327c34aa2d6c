import type { PanelState } from '#shared/protocol/messages';
import type { RunState } from '#shared/run-state';
import type { ViewState } from '../../host';
import type { Theme } from '../../render/theme';
import { isLive, standingOf } from '../shell/status';
import { Curves } from './curves-view';
import './progress.css';
import { RunFacts, RunProgress } from './run-progress';

interface ProgressProps {
  readonly state: PanelState;
  readonly run: RunState;
  readonly theme: Theme;
  readonly viewState: ViewState;
  readonly onViewState: (viewState: ViewState) => void;
}

/** How a run goes: how far it is, the curves of its networks, and what these say in words. */
export function Progress({ state, run, theme, viewState, onViewState }: ProgressProps) {
  const live = isLive(standingOf(state));
  return (
    <>
      <RunProgress state={run} live={live} />
      {(run.elapsed.length > 0 || live) && (
        <Curves
          // Zoom and cursor are about the curves of one run.
          key={run.run.startedAt}
          state={run}
          compared={state.compared}
          theme={theme}
          viewState={viewState}
          onViewState={onViewState}
        />
      )}
      <RunFacts run={run.run} />
    </>
  );
}
