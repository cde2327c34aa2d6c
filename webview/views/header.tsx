import type { PanelMessage, PanelState } from '../../extension/protocol/messages';
import { post } from '../host';
import { Icon, type IconName } from '../render/icon';
import { strings } from '../strings';
import { statusText } from './status';

const statusIcons: Readonly<Record<string, IconName>> = {
  done: 'check',
  stopped: 'stop',
  // A run that nobody trains any more: the window was closed before its end.
  running: 'stop',
  paused: 'stop',
  failed: 'cross',
};

export function Header({ state }: { readonly state: PanelState }) {
  const { training, run } = state;
  const status = training ? 'training' : (run?.status ?? 'none');
  const icon = statusIcons[status];
  const text = statusText(state);
  return (
    <header>
      <div class={`standing standing-${status}`}>
        {training && <span class="pulse" aria-hidden="true" />}
        {icon !== undefined && <Icon name={icon} />}
        <p class="status">{text === '' ? strings.title : text}</p>
      </div>
      <div class="actions">
        {training ? (
          <vscode-button
            appearance="secondary"
            onClick={() => {
              post({ type: 'stop' });
            }}
          >
            {strings.stop}
          </vscode-button>
        ) : (
          <vscode-button
            onClick={() => {
              post({ type: 'train' });
            }}
          >
            {run === null ? strings.train : strings.trainAgain}
          </vscode-button>
        )}
        <IconButton icon="gear" label={strings.settings} message={{ type: 'openSettings' }} />
        <span class="when-narrow">
          <IconButton
            icon="editor"
            label={strings.openInEditor}
            message={{ type: 'openInEditor' }}
          />
        </span>
      </div>
    </header>
  );
}

interface IconButtonProps {
  readonly icon: IconName;
  readonly label: string;
  readonly message: PanelMessage;
}

function IconButton({ icon, label, message }: IconButtonProps) {
  return (
    <vscode-button
      appearance="icon"
      aria-label={label}
      title={label}
      onClick={() => {
        post(message);
      }}
    >
      <Icon name={icon} />
    </vscode-button>
  );
}
