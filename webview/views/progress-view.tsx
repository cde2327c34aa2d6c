import type { RunState } from '../../extension/protocol/run-state';
import { formatCount, formatSeconds, formatWholePercent } from '../format';
import { progressOf } from '../progress';
import { ProgressBar } from '../render/bar';
import { strings } from '../strings';

export function ProgressView({
  state,
  live,
}: {
  readonly state: RunState;
  readonly live: boolean;
}) {
  const { run } = state;
  const { engine, dataset, config } = run;
  const progress = progressOf(state);
  return (
    <section class="card" aria-label={strings.overall}>
      <ProgressBar
        label={strings.overall}
        share={progress?.overall ?? 0}
        text={formatWholePercent(progress?.overall ?? 0)}
      />
      {progress !== null && (
        <>
          {live && (
            <ProgressBar
              label={strings.epochOf(progress.epoch, progress.epochs)}
              share={progress.withinEpoch}
              text={formatWholePercent(progress.withinEpoch)}
            />
          )}
          <dl class="figures">
            <Figure
              name={live ? strings.elapsed : strings.total}
              value={formatSeconds(state.seconds ?? progress.elapsed)}
            />
            {live && <Figure name={strings.left} value={formatSeconds(progress.left)} />}
            <Figure name={strings.speed} value={formatCount(progress.imagesPerSecond)} />
          </dl>
        </>
      )}
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
      {!live && (state.status === 'stopped' || state.status === 'running') && (
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

function Figure({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
