import { useEffect, useRef } from 'preact/hooks';
import type { LabErrorData } from '#shared/protocol/events';
import { post } from '../../host';
import { Button, ProgressRing } from '../../toolkit';
import { strings } from './strings';

/** Before the first run. The header has the button. */
export function Empty() {
  return (
    <section class="card welcome">
      <LearningCurves />
      <h2>{strings.emptyTitle}</h2>
      <p>{strings.emptyText}</p>
    </section>
  );
}

/** What a run will look like: three losses on their way down. */
function LearningCurves() {
  return (
    <svg class="welcome-picture" viewBox="0 0 120 60" aria-hidden="true">
      <path class="welcome-axis" d="M6 4v50h110" />
      <path class="welcome-line-1" d="M8 10c20 10 50 16 106 19" />
      <path class="welcome-line-2" d="M8 9c14 20 40 29 106 32" stroke-dasharray="7 4" />
      <path class="welcome-line-3" d="M8 8c6 34 20 42 106 43" stroke-dasharray="2 3" />
    </svg>
  );
}

/** Between the Train command and the run's first sign. */
export function Starting() {
  return (
    <section class="card welcome">
      <ProgressRing label={strings.starting} />
      <h2>{strings.startingTitle}</h2>
      <p>{strings.startingText}</p>
    </section>
  );
}

/** What went wrong, and the way to the cure. The header says that it did. */
export function Failure({ error }: { readonly error: LabErrorData }) {
  const { message, setting } = error;
  const section = useRef<HTMLElement>(null);
  // Whoever reads further down must not miss it.
  useEffect(() => {
    section.current?.scrollIntoView({ block: 'nearest' });
  }, [message]);
  return (
    <section ref={section} class="card failure" role="alert">
      <p>{message}</p>
      {setting !== undefined && (
        <Button
          label={strings.openSetting}
          onClick={() => {
            post({ type: 'openSettings', setting });
          }}
        />
      )}
    </section>
  );
}
