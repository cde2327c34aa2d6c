import { useEffect, useRef } from 'preact/hooks';
import type { LabErrorData } from '../../extension/protocol/events';
import { post } from '../host';
import { strings } from '../strings';

/** Before the first run. The header has the button. */
export function Empty() {
  return (
    <section class="card empty">
      <h2>{strings.emptyTitle}</h2>
      <p>{strings.emptyText}</p>
    </section>
  );
}

/** Between the Train command and the run's first sign. */
export function Starting() {
  return (
    <section class="card">
      <p>{strings.startingText}</p>
    </section>
  );
}

/** What went wrong, and the way to the cure. */
export function Failure({ error }: { readonly error: LabErrorData }) {
  const { message, setting } = error;
  const section = useRef<HTMLElement>(null);
  // Whoever reads further down must not miss it.
  useEffect(() => {
    section.current?.scrollIntoView({ block: 'nearest' });
  }, [message]);
  return (
    <section ref={section} class="card failure" role="alert">
      <h2>{strings.failedTitle}</h2>
      <p>{message}</p>
      {setting !== undefined && (
        <vscode-button
          appearance="secondary"
          onClick={() => {
            post({ type: 'openSettings', setting });
          }}
        >
          {strings.openSetting}
        </vscode-button>
      )}
    </section>
  );
}
