import { useMemo } from 'preact/hooks';
import type { NamedRun, PanelState } from '#shared/protocol/messages';
import { post } from '../../host';
import { Button } from '../../toolkit';
import './compare.css';
import { Flips } from './flips';
import { Results } from './results-table';
import { SettingsTable } from './settings-table';
import { strings } from './strings';

/** Runs beside one another: the results, the settings that differ, and the digits that flipped. */
export function Compare({ state }: { readonly state: PanelState }) {
  const { run, shown, compared, imageShape } = state;
  const others = compared?.others;
  const runs = useMemo(
    (): NamedRun[] =>
      run === null
        ? []
        : [
            { id: shown?.id ?? '', name: shown?.name ?? strings.thisRun, state: run },
            ...(others ?? []),
          ],
    [run, shown, others],
  );
  const [first] = runs;
  if (first === undefined || compared === null) return null;
  return (
    <>
      <section class="card">
        <div class="compare-head">
          <h2>{strings.results}</h2>
          <div class="compare-tools">
            <Button
              label={strings.choose}
              onClick={() => {
                post({ type: 'chooseComparison' });
              }}
            />
            <Button
              label={strings.end}
              onClick={() => {
                post({ type: 'endComparison' });
              }}
            />
          </div>
        </div>
        {compared.others.length === 0 && <p>{strings.nothingChosen}</p>}
        <Results runs={runs} />
      </section>
      {compared.others.length > 0 && (
        <>
          <section class="card">
            <h2>{strings.settings}</h2>
            <SettingsTable names={runs.map(({ name }) => name)} settings={compared.differences} />
          </section>
          <section class="card">
            <h2>{strings.flips}</h2>
            {/* Answers about one run say nothing about another. */}
            <Flips
              key={first.state.run.startedAt}
              shown={first.state}
              others={compared.others}
              imageShape={imageShape}
            />
          </section>
        </>
      )}
    </>
  );
}
