import type { ComponentChildren } from 'preact';
import type { RunEvent } from '../../../extension/protocol/events';
import type { RunState } from '../../../extension/protocol/run-state';
import { formatCount, formatPercent, formatSeconds, formatWholePercent } from '../../format';
import { ProgressBar } from '../../render/bar';
import { SeriesKey } from '../../render/series-key';
import type { Theme } from '../../render/theme';
import { progressOf } from './progress';
import { strings } from './strings';

interface RunProgressProps {
  readonly state: RunState;
  /** Whether it is in training, or paused. */
  readonly live: boolean;
  readonly theme: Theme;
}

/** How far the run is, or what came of it. */
export function RunProgress({ state, live, theme }: RunProgressProps) {
  const progress = progressOf(state);
  return (
    <section class="card" aria-label={strings.overall}>
      {state.status !== 'done' && (
        <ProgressBar
          label={strings.overall}
          share={progress?.overall ?? 0}
          text={formatWholePercent(progress?.overall ?? 0)}
        />
      )}
      {progress !== null && (
        <>
          {live && (
            <ProgressBar
              label={strings.epochOf(progress.epoch, progress.epochs)}
              share={progress.withinEpoch}
              text={formatWholePercent(progress.withinEpoch)}
            />
          )}
          <div class="outcome">
            <Accuracies state={state} theme={theme} />
            <dl class="figures">
              <Figure
                name={live ? strings.elapsed : strings.total}
                value={formatSeconds(state.seconds ?? progress.elapsed)}
              />
              {live && <Figure name={strings.left} value={formatSeconds(progress.left)} />}
              <Figure name={strings.speed} value={formatCount(progress.imagesPerSecond)} />
            </dl>
          </div>
        </>
      )}
      {!live && state.status !== 'done' && state.status !== 'failed' && (
        <p class="notice">{strings.stoppedText}</p>
      )}
      {state.notices.map((notice) => (
        <p class="notice" key={notice}>
          {notice}
        </p>
      ))}
    </section>
  );
}

/** What the run is made of. */
export function RunFacts({ run: { engine, dataset, config } }: { readonly run: RunEvent }) {
  return (
    <ul class="facts">
      <li>
        {strings.dataset(dataset.name, formatCount(dataset.train), formatCount(dataset.test))}
      </li>
      <li>
        {strings.run(
          formatCount(config.batchesPerEpoch),
          formatCount(config.batchSize),
          config.sampling,
          config.seed,
        )}
      </li>
      <li>{strings.engine(engine.simd, engine.threads)}</li>
    </ul>
  );
}

interface AccuraciesProps {
  readonly state: RunState;
  readonly theme: Theme;
}

/** What came of the networks in the end. */
function Accuracies({ state: { run, evaluations }, theme }: AccuraciesProps) {
  if (Object.keys(evaluations).length === 0) return null;
  return (
    <div>
      <p class="quiet small" id="accuracies">
        {strings.accuracies}
      </p>
      <dl class="figures" aria-labelledby="accuracies">
        {run.models.map(({ id }, place) => {
          const evaluation = evaluations[id];
          if (evaluation === undefined) return null;
          return (
            <Figure key={id} name={id} value={formatPercent(evaluation.accuracy)}>
              <SeriesKey index={place} theme={theme} />
            </Figure>
          );
        })}
      </dl>
    </div>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value: string;
  readonly children?: ComponentChildren;
}

function Figure({ name, value, children }: FigureProps) {
  return (
    <div>
      <dt>
        {children}
        {name}
      </dt>
      <dd>{value}</dd>
    </div>
  );
}
