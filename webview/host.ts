import * as v from 'valibot';
import { weightsKind } from '#shared/protocol/events';
import { type PanelMessage, type PanelTab, panelTabs } from '#shared/protocol/messages';

export type TabId = PanelTab;

export const axes = ['batch', 'epoch', 'seconds'] as const;
export type Axis = (typeof axes)[number];

export const metrics = ['trainingLoss', 'testLoss', 'testAccuracy'] as const;
export type Metric = (typeof metrics)[number];

/** More than this leaves nothing but the past. */
export const STRONGEST_SMOOTHING = 0.99;

/** Each with what it is until the person chooses, and whenever something else was kept. */
const viewState = v.object({
  tab: v.fallback(v.picklist(panelTabs), 'progress'),
  axis: v.fallback(v.picklist(axes), 'batch'),
  metric: v.fallback(v.picklist(metrics), 'trainingLoss'),
  logarithmic: v.fallback(v.boolean(), false),
  /** Weight of the past in the moving average of batch losses; 0 draws them as they are. */
  smoothing: v.fallback(v.pipe(v.number(), v.minValue(0), v.maxValue(STRONGEST_SMOOTHING)), 0),
  /** Keys of the curves that the person has switched off. */
  hidden: v.fallback(v.array(v.string()), []),
  /** How the networks are laid open: as tables of their parameters, or as graphs. */
  layers: v.fallback(v.picklist(['tables', 'graphs']), 'tables'),
  /** Which weights answer and are shown where a run has its best beside the last; null: those that its figures are of. */
  weights: v.fallback(v.nullable(weightsKind), null),
  /** Pixels from the top. */
  scroll: v.fallback(v.pipe(v.number(), v.minValue(0)), 0),
});

/** What is kept for a panel that is hidden and shown again: how it looks, never what it shows. */
export type ViewState = Readonly<v.InferOutput<typeof viewState>>;

/** What was kept, as far as it can be used: another version of the panel may have kept it. */
export function parseViewState(kept: unknown): ViewState {
  const result = v.safeParse(viewState, kept);
  return result.success ? result.output : v.parse(viewState, {});
}

interface VsCodeApi {
  postMessage(message: PanelMessage): void;
  getState(): unknown;
  setState(state: ViewState): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

let api: VsCodeApi | null = null;

/** VS Code gives it out once. */
function host(): VsCodeApi {
  return (api ??= acquireVsCodeApi());
}

export function post(message: PanelMessage): void {
  host().postMessage(message);
}

export function loadViewState(): ViewState {
  return parseViewState(host().getState());
}

export function saveViewState(changed: ViewState): void {
  host().setState(changed);
}
