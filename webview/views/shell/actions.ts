import type { PanelMessage, PanelState } from '#shared/protocol/messages';
import type { IconName } from '../../render/icon';
import { isOlder, standingOf } from './status';
import { strings } from './strings';

/** Something that a person can do, and what the host is told of it. */
export interface Action {
  readonly label: string;
  readonly message: PanelMessage;
  readonly hint?: string;
}

export interface ButtonAction extends Action {
  readonly icon: IconName;
  /** What is most likely wanted. */
  readonly primary?: boolean;
  /** Where there is little room, only the icon is seen. */
  readonly compact?: boolean;
}

const repeat: Action = {
  label: strings.repeat,
  hint: strings.repeatHint,
  message: { type: 'runAgain' },
};

const goOn: ButtonAction = {
  label: strings.continue,
  hint: strings.continueHint,
  icon: 'continue',
  compact: true,
  message: { type: 'continueRun' },
};

const train: ButtonAction = {
  label: strings.train,
  hint: strings.trainHint,
  icon: 'play',
  message: { type: 'train' },
};

/** The one or two things that one is most likely to want now. */
export function actionsOf(state: PanelState): ButtonAction[] {
  // One run at a time: the current one is trained, paused and stopped where it is shown.
  if (!state.training) return startsOf(state);
  if (isOlder(state)) return [];
  const stop: ButtonAction = {
    label: strings.stop,
    icon: 'stop',
    compact: true,
    message: { type: 'stop' },
  };
  switch (standingOf(state)) {
    case 'running':
      return [
        { label: strings.pause, icon: 'pause', compact: true, message: { type: 'pause' } },
        stop,
      ];
    case 'paused':
      return [
        {
          label: strings.resume,
          icon: 'play',
          primary: true,
          compact: true,
          message: { type: 'resume' },
        },
        stop,
      ];
    case 'stopping':
      return [{ ...stop, label: strings.stopNow, hint: strings.stopNowHint }];
    case 'none':
    case 'starting':
    case 'testing':
    case 'elsewhere':
    case 'done':
    case 'stopped':
    case 'failed':
    case 'interrupted':
      return [stop];
  }
}

/** What can be trained while nothing is. */
function startsOf(state: PanelState): ButtonAction[] {
  const anew: ButtonAction = isOlder(state) ? { ...repeat, icon: 'play' } : train;
  if (state.shown?.continuation !== 'continue') return [{ ...anew, primary: true }];
  // Nobody wanted an interruption; who stopped a run has most likely something else in mind.
  return state.run?.status === 'interrupted'
    ? [
        { ...anew, compact: true },
        { ...goOn, compact: false, primary: true },
      ]
    : [goOn, { ...anew, primary: true }];
}

/** What is wanted now and then, in groups. */
export function menuOf(state: PanelState): Action[][] {
  const { run, training, compared } = state;
  const begun = run !== null && run.elapsed.length > 0;
  const groups: Action[][] = [
    [
      ...(state.shown?.continuation === 'longer' && !training
        ? [{ label: strings.trainLonger, message: { type: 'trainLonger' } } as const]
        : []),
      ...(begun && !training && !isOlder(state) ? [repeat] : []),
      ...(begun
        ? [{ label: strings.compare, message: { type: 'chooseComparison' } } as const]
        : []),
      ...(compared === null
        ? []
        : [{ label: strings.endComparison, message: { type: 'endComparison' } } as const]),
    ],
    begun
      ? [
          { label: strings.export, message: { type: 'export' } },
          { label: strings.copyReport, message: { type: 'copyReport' } },
        ]
      : [],
    [
      { label: strings.openInEditor, message: { type: 'openInEditor' } },
      { label: strings.settings, message: { type: 'openSettings' } },
    ],
  ];
  return groups.filter((group) => group.length > 0);
}
