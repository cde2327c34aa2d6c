import type { LabErrorData, ModelSummary, ParameterComparison, TrainingEvent } from './events';
import type { RunState } from './run-state';

/** All that the panel draws. Sent whole when the panel says `ready`; kept up to date by `events`. */
export interface PanelState {
  /** The current run, or the last one that ended; null before the first. */
  readonly run: RunState | null;
  /** The networks that the settings choose, for the parameter tables before any run. */
  readonly models: readonly ModelSummary[];
  readonly comparison: ParameterComparison | null;
  /** True from the Train command until the worker has ended. */
  readonly training: boolean;
  /** An error that came before the run could start (settings, data); null otherwise. */
  readonly error: LabErrorData | null;
  /** The settings are others than those of the newest run: the next one will use them. */
  readonly changed: boolean;
}

export type HostMessage =
  | { readonly type: 'state'; readonly state: PanelState }
  | { readonly type: 'events'; readonly events: readonly TrainingEvent[] };

export type PanelMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'train' }
  | { readonly type: 'stop' }
  | { readonly type: 'openSettings'; readonly setting?: string }
  | { readonly type: 'openInEditor' };
