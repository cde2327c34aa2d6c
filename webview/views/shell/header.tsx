import type { PanelMessage, PanelState } from '../../../extension/protocol/messages';
import { post } from '../../host';
import { Icon, type IconName } from '../../render/icon';
import { Menu, type MenuItem } from './menu';
import { isOlder, type Standing, standingOf, statusText } from './status';
import { strings } from './strings';

const statusIcons: Partial<Record<Standing, IconName>> = {
  paused: 'pause',
  done: 'check',
  stopped: 'stop',
  failed: 'cross',
};

/** Where the run stands, and what one can do about it. */
export function Header({ state }: { readonly state: PanelState }) {
  const standing = standingOf(state);
  const icon = statusIcons[standing];
  const text = statusText(state);
  const busy = standing === 'starting' || standing === 'running' || standing === 'testing';
  return (
    <header>
      {isOlder(state) && <OlderRun state={state} />}
      <div class="header-row">
        <div class={`standing standing-${standing}`}>
          {busy && <span class="pulse" aria-hidden="true" />}
          {icon !== undefined && <Icon name={icon} />}
          <p class="status">{text === '' ? strings.title : text}</p>
        </div>
        <div class="actions">
          <Controls state={state} standing={standing} />
          <Menu label={strings.more} items={menuOf(state)} />
        </div>
      </div>
    </header>
  );
}

function OlderRun({ state: { shown, training } }: { readonly state: PanelState }) {
  return (
    <div class="older">
      <p>
        <span class="quiet">{training ? strings.olderWhileTraining : strings.olderRun}</span>{' '}
        <strong>{shown?.name}</strong>
      </p>
      <ActionButton icon="back" label={strings.backToCurrent} message={{ type: 'showCurrent' }} />
    </div>
  );
}

interface ControlsProps {
  readonly state: PanelState;
  readonly standing: Standing;
}

/** The one or two things that one is most likely to want now. */
function Controls({ state, standing }: ControlsProps) {
  if (isOlder(state)) {
    if (state.training) return null;
    return (
      <ActionButton
        primary
        icon="play"
        label={strings.runAgain}
        hint={strings.runAgainHint}
        message={{ type: 'runAgain' }}
      />
    );
  }
  if (!state.training) {
    const label = state.run === null ? strings.train : strings.trainAgain;
    return <ActionButton primary icon="play" label={label} message={{ type: 'train' }} />;
  }
  return (
    <>
      {standing === 'running' && (
        <ActionButton compact icon="pause" label={strings.pause} message={{ type: 'pause' }} />
      )}
      {standing === 'paused' && (
        <ActionButton
          compact
          primary
          icon="play"
          label={strings.resume}
          message={{ type: 'resume' }}
        />
      )}
      <ActionButton compact icon="stop" label={strings.stop} message={{ type: 'stop' }} />
    </>
  );
}

interface ActionButtonProps {
  readonly icon: IconName;
  readonly label: string;
  readonly message: PanelMessage;
  readonly hint?: string;
  readonly primary?: boolean;
  /** Where there is little room, only the icon is seen. */
  readonly compact?: boolean;
}

function ActionButton({ icon, label, message, hint, primary, compact }: ActionButtonProps) {
  const classes = ['button', primary === true ? 'primary' : '', compact === true ? 'compact' : ''];
  return (
    <button
      type="button"
      class={classes.join(' ')}
      aria-label={label}
      title={hint ?? label}
      onClick={() => {
        post(message);
      }}
    >
      <Icon name={icon} />
      <span class="button-words">{label}</span>
    </button>
  );
}

/** What is wanted now and then. */
function menuOf(state: PanelState): MenuItem[][] {
  const { run, training, compared } = state;
  const send = (label: string, message: PanelMessage, hint?: string): MenuItem => ({
    label,
    hint,
    onSelect: () => {
      post(message);
    },
  });
  const aboutRun = run !== null && run.elapsed.length > 0;
  const again = aboutRun && !training && !isOlder(state);
  return [
    [
      ...(again ? [send(strings.runAgain, { type: 'runAgain' }, strings.runAgainHint)] : []),
      ...(aboutRun ? [send(strings.compare, { type: 'chooseComparison' })] : []),
      ...(compared === null ? [] : [send(strings.endComparison, { type: 'endComparison' })]),
    ],
    aboutRun
      ? [send(strings.export, { type: 'export' }), send(strings.copyReport, { type: 'copyReport' })]
      : [],
    [
      send(strings.openInEditor, { type: 'openInEditor' }),
      send(strings.settings, { type: 'openSettings' }),
    ],
  ].filter((group) => group.length > 0);
}
