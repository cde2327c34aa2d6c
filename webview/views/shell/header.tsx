import type { PanelState } from '#shared/protocol/messages';
import { post } from '../../host';
import { ProgressLine } from '../../render/bar';
import { Icon, type IconName } from '../../render/icon';
import { progressOf } from '#shared/progress';
import { Button } from '../../toolkit';
import { actionsOf, type ButtonAction, menuOf } from './actions';
import { Menu } from './menu';
import { isLive, isOlder, type Standing, standingOf, statusText } from './status';
import { strings } from './strings';

const statusIcons: Partial<Record<Standing, IconName>> = {
  paused: 'pause',
  done: 'check',
  stopped: 'stop',
  failed: 'cross',
  interrupted: 'warning',
};

/** Where the run stands, and what one can do about it. */
export function Header({ state }: { readonly state: PanelState }) {
  const standing = standingOf(state);
  const icon = statusIcons[standing];
  const text = statusText(state);
  const busy = (isLive(standing) && standing !== 'paused') || standing === 'starting';
  return (
    <header>
      {isOlder(state) && <OlderRun state={state} />}
      <div class="header-row">
        <div class={`standing standing-${standing}`}>
          {busy && <span class="pulse" aria-hidden="true" />}
          {icon !== undefined && <Icon name={icon} />}
          <p class="status" title={text}>
            {text === '' ? strings.title : text}
          </p>
        </div>
        <div class="actions">
          {actionsOf(state).map((action) => (
            <ActionButton key={action.label} {...action} />
          ))}
          <Menu label={strings.more} groups={menuOf(state)} />
        </div>
      </div>
      {state.run !== null && isLive(standing) && (
        <ProgressLine label={strings.progress} percent={progressOf(state.run)?.percent ?? 0} />
      )}
    </header>
  );
}

function OlderRun({ state: { shown, training } }: { readonly state: PanelState }) {
  return (
    <div class="older">
      <p>{(training ? strings.olderWhileTraining : strings.olderRun)(shown!.name)}</p>
      <ActionButton
        icon="back"
        label={strings.backToCurrent}
        message={{ type: 'showCurrent' }}
        compact
      />
    </div>
  );
}

function ActionButton({ icon, label, message, hint, primary, compact }: ButtonAction) {
  return (
    <Button
      icon={icon}
      label={label}
      title={hint ?? label}
      primary={primary === true}
      class={compact === true ? 'compact' : ''}
      onClick={() => {
        post(message);
      }}
    />
  );
}
