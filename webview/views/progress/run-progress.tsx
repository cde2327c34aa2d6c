import type { RunEvent } from '#shared/protocol/events';
import type { RunState } from '#shared/run-state';
import { formatDone, formatSeconds } from '../../format';
import { interruptionSentence } from '#shared/interruption';
import { progressOf } from '#shared/progress';
import { strings } from './strings';

interface RunProgressProps {
  readonly state: RunState;
  /** Whether it is in training, or paused. */
  readonly live: boolean;
}

/** How far the run is and what is left, in one line; and what is to be known of it. */
export function RunProgress({ state, live }: RunProgressProps) {
  const words = lineOf(state, live);
  const interruption = interruptionSentence(state);
  return (
    <>
      {words.length > 0 && (
        <ul class="run-line" aria-label={strings.overall}>
          {words.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      {interruption !== null && <p class="notice">{interruption}</p>}
      {state.notices.map((notice) => (
        <p class="notice" key={notice}>
          {notice}
        </p>
      ))}
    </>
  );
}

/** What one wants to know first comes first: where there is no room, the end is cut. */
function lineOf(state: RunState, live: boolean): string[] {
  const progress = progressOf(state);
  if (progress === null) return [];
  const { percent, epoch, epochs, imagesPerSecond } = progress;
  const seconds = formatSeconds(state.seconds ?? progress.elapsed);
  const speed = strings.speed(imagesPerSecond);
  if (live) {
    const left = strings.left(formatSeconds(progress.left));
    return [formatDone(percent), left, speed, strings.elapsed(seconds)];
  }
  if (state.status === 'done') return [strings.took(seconds), speed];
  return [strings.endedIn(epoch, epochs), formatDone(percent), strings.took(seconds), speed];
}

/** What the run is made of. */
export function RunFacts({ run: { engine, dataset, config } }: { readonly run: RunEvent }) {
  const { name, train, validation, test } = dataset;
  return (
    <ul class="facts">
      <li>
        {validation === undefined
          ? strings.dataset(name, train, test)
          : strings.datasetInThree(name, train, validation, test)}
      </li>
      <li>{strings.run(config.batchesPerEpoch, config.batchSize, config.sampling, config.seed)}</li>
      <li>{strings.engine(engine.simd, engine.threads)}</li>
    </ul>
  );
}
