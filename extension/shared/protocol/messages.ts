import type { LabErrorData, ModelSummary, ParameterComparison, TrainingEvent } from './events';
import type { Answer, Question } from './questions';
import type { RunState } from '../run-state';

/** A run of the history, whole. */
export interface NamedRun {
  /** Its id in the history. */
  readonly id: string;
  /** What the person calls it. */
  readonly name: string;
  readonly state: RunState;
}

/** Runs laid over the one that the panel shows. */
export interface RunComparison {
  readonly others: readonly NamedRun[];
  /** Settings in which not all of these runs agree: the shown run's value first, then the others'. */
  readonly differences: readonly {
    readonly setting: string;
    readonly values: readonly string[];
  }[];
}

/** All that the panel draws. Sent whole when the panel says `ready`; kept up to date by `events`. */
export interface PanelState {
  /** The run that is shown: the current one, or one opened from the history; null before the first. */
  readonly run: RunState | null;
  /** Its place in the history, and its name there; null while there is none. */
  readonly shown: { readonly id: string; readonly name: string } | null;
  /** True from the Train command until the worker has ended. */
  readonly training: boolean;
  /**
   * Whether events are about the run that is shown: false while an older run is looked at, true for
   * the current one, also when it has ended.
   */
  readonly live: boolean;
  readonly compared: RunComparison | null;
  /** The networks that the settings choose, for the parameter tables before any run. */
  readonly models: readonly ModelSummary[];
  readonly comparison: ParameterComparison | null;
  /** Networks that a person has typed into settings and that these do not choose. */
  readonly untrained: readonly string[];
  /** (height, width) of the images that the shown run, or the settings', is about. */
  readonly imageSize: readonly [number, number];
  /** An error that came before the run could start (settings, data); null otherwise. */
  readonly error: LabErrorData | null;
  /** The settings are others than those of the newest run: the next one will use them. */
  readonly changed: boolean;
}

export const panelTabs = ['progress', 'confusion', 'parameters', 'tryIt', 'compare'] as const;
export type PanelTab = (typeof panelTabs)[number];

/** Pictures that the panel draws for a file: it has the theme and the fonts. */
export type PictureKind = 'curves.png' | 'curves.svg' | 'confusion.png';

/** What a picture is of, whether or not the panel that draws it shows that run. */
export interface PictureSubject {
  readonly name: string;
  readonly run: RunState;
  /** The runs whose curves lie over its own; null for none. */
  readonly compared: RunComparison | null;
}

/** Characters of base64 that a picture may come to: more is no picture that anyone looks at. */
export const MAXIMUM_PICTURE = 32 * 2 ** 20;

/** An answer, or why there is none. */
export type Reply<T> = { readonly ok: T } | { readonly error: LabErrorData };

export type HostMessage =
  | { readonly type: 'state'; readonly state: PanelState }
  /** About the run that is shown, which is live. */
  | { readonly type: 'events'; readonly events: readonly TrainingEvent[] }
  /** Turns the panel to a tab, as soon as there is one. */
  | { readonly type: 'showTab'; readonly tab: PanelTab }
  | { readonly type: 'answer'; readonly id: number; readonly reply: Reply<Answer> }
  /** Asks for a picture; `picture` brings it back under the same id. */
  | {
      readonly type: 'draw';
      readonly id: number;
      readonly picture: PictureKind;
      readonly subject: PictureSubject;
    };

export type PanelMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'train' }
  | { readonly type: 'stop' }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'openSettings'; readonly setting?: string }
  | { readonly type: 'openInEditor' }
  /** Trains again with the settings and the seed of the run that is shown. */
  | { readonly type: 'runAgain' }
  /** Leaves an older run for the current one. */
  | { readonly type: 'showCurrent' }
  /** Lets the person choose runs to lay over the one that is shown. */
  | { readonly type: 'chooseComparison' }
  | { readonly type: 'endComparison' }
  /** Lets the person choose what of the shown run to write to a file. */
  | { readonly type: 'export' }
  | { readonly type: 'copyReport' }
  | { readonly type: 'ask'; readonly id: number; readonly question: Question }
  /** Base64 of a PNG or SVG file, of at most `MAXIMUM_PICTURE` characters. */
  | { readonly type: 'picture'; readonly id: number; readonly reply: Reply<string> };
