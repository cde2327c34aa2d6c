import type { NamedRun, PanelState } from '#shared/protocol/messages';
import type { TabId, ViewState } from '../host';
import type { Theme } from '../render/theme';
import { Compare } from './compare/compare';
import { DataView } from './data/data';
import { ConfusionView } from './confusion/confusion';
import { Parameters } from './parameters/parameters';
import { Progress } from './progress/progress-tab';
import { Header } from './shell/header';
import { Empty, Failure, Starting } from './shell/messages';
import './shell/shell.css';
import { announcement, isOlder } from './shell/status';
import { strings } from './shell/strings';
import { Panels, ProgressRing, type Tab } from '../toolkit';
import { TryIt } from './try-it/try-it';

/** The same ones each time: other runs would be others to look at. */
const NO_RUNS: readonly NamedRun[] = [];

interface AppProps {
  readonly state: PanelState | null;
  readonly theme: Theme;
  readonly viewState: ViewState;
  readonly onViewState: (viewState: ViewState) => void;
}

export function App({ state, theme, viewState, onViewState }: AppProps) {
  if (state === null) return <ProgressRing class="loading" label={strings.loading} />;
  const { run, shown, error, training, changed } = state;
  const older = isOlder(state);
  // An error that came before a run could start is not about an older one.
  const failure = older ? run!.error : (error ?? (training ? null : (run?.error ?? null)));
  const tabs = tabsOf(state);
  const there = tabs.filter((tab) => tab.shown);
  const selected = (there.find(({ id }) => id === viewState.tab) ?? there[0]!).id;
  return (
    <main>
      <h1 class="spoken">{strings.title}</h1>
      <p class="spoken" role="status">
        {announcement(state)}
      </p>
      <Header state={state} />
      {failure !== null && <Failure error={failure} />}
      {error !== null && shown !== null && !older && (
        <p class="quiet run-before">{strings.runBefore(shown.name)}</p>
      )}
      {run === null && training && <Starting />}
      {run !== null && changed && !older && <p class="notice changed">{strings.changedText}</p>}
      <Panels
        label={strings.tabs}
        tabs={tabs}
        selected={selected}
        onSelect={(id) => {
          onViewState({ ...viewState, tab: id as TabId });
        }}
      >
        {selected === 'parameters' && run === null && failure === null && !training && <Empty />}
        <TabPanel
          tab={selected}
          state={state}
          theme={theme}
          viewState={viewState}
          onViewState={onViewState}
        />
      </Panels>
    </main>
  );
}

/** What there is to see: a run that has not begun has networks, but no curves yet. */
function tabsOf({ run, compared }: PanelState): (Tab & { readonly id: TabId })[] {
  const [begun, comparing] = [run !== null, compared !== null];
  return [
    { id: 'progress', icon: 'progress', label: strings.tabProgress, shown: begun },
    { id: 'confusion', icon: 'confusion', label: strings.tabConfusion, shown: begun },
    { id: 'parameters', icon: 'parameters', label: strings.tabParameters, shown: true },
    { id: 'tryIt', icon: 'tryIt', label: strings.tabTryIt, shown: begun },
    { id: 'data', icon: 'data', label: strings.tabData, shown: true },
    { id: 'compare', icon: 'compare', label: strings.tabCompare, shown: comparing },
  ];
}

interface TabPanelProps {
  readonly tab: TabId;
  readonly state: PanelState;
  readonly theme: Theme;
  readonly viewState: ViewState;
  readonly onViewState: (viewState: ViewState) => void;
}

function TabPanel({ tab, state, theme, viewState, onViewState }: TabPanelProps) {
  const { run, training } = state;
  switch (tab) {
    case 'progress':
      return run === null ? null : (
        <Progress
          state={state}
          run={run}
          theme={theme}
          viewState={viewState}
          onViewState={onViewState}
        />
      );
    case 'confusion':
      return run === null ? null : (
        <ConfusionView
          panel={state}
          viewState={viewState}
          onViewState={onViewState}
          state={run}
          theme={theme}
          imageShape={state.imageShape}
          live={training && state.live && run.status === 'running'}
          name={state.shown?.name ?? null}
          others={state.compared?.others ?? NO_RUNS}
        />
      );
    case 'parameters':
      return (
        <Parameters state={state} theme={theme} viewState={viewState} onViewState={onViewState} />
      );
    case 'tryIt':
      return run === null ? null : (
        <TryIt
          state={state}
          run={run}
          theme={theme}
          viewState={viewState}
          onViewState={onViewState}
        />
      );
    case 'data':
      return <DataView state={state} />;
    case 'compare':
      return <Compare state={state} />;
  }
}
