import type { PanelState } from '../../extension/protocol/messages';
import { post } from '../host';
import { strings } from '../strings';
import { statusText } from './status';

export function Header({ state }: { readonly state: PanelState }) {
  const { training, run } = state;
  return (
    <header>
      <p class={`status status-${training ? 'running' : (run?.status ?? 'none')}`}>
        {statusText(state)}
      </p>
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
        <vscode-button
          appearance="secondary"
          onClick={() => {
            post({ type: 'openSettings' });
          }}
        >
          {strings.settings}
        </vscode-button>
      </div>
    </header>
  );
}
