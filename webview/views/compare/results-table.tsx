import type { NamedRun } from '../../../extension/protocol/messages';
import { formatCount, formatLoss, formatPercent, formatSeconds } from '../../format';
import { Icon } from '../../render/icon';
import { bestOf, modelsOf, type Result, resultOf } from './results';
import { strings } from './strings';
import { WideTable } from './wide-table';

interface Row {
  readonly title: string;
  readonly value: (result: Result) => number | null;
  readonly text: (value: number) => string;
  /** Absent where neither is better. */
  readonly better?: 'larger' | 'smaller';
}

const rows: readonly Row[] = [
  {
    title: strings.accuracy,
    value: ({ accuracy }) => accuracy,
    text: formatPercent,
    better: 'larger',
  },
  { title: strings.loss, value: ({ loss }) => loss, text: formatLoss, better: 'smaller' },
  {
    title: strings.seconds,
    value: ({ seconds }) => seconds,
    text: formatSeconds,
    better: 'smaller',
  },
  { title: strings.parameters, value: ({ parameters }) => parameters, text: formatCount },
];

/** Runs as columns, the shown one first; the figures of each network as rows. */
export function Results({ runs }: { readonly runs: readonly NamedRun[] }) {
  return (
    <>
      <WideTable label={strings.resultsOf}>
        <thead>
          <tr>
            <td />
            {runs.map(({ id, name, state }, index) => (
              <th scope="col" key={id}>
                {name}
                <span class="quiet">
                  {index === 0 && <> {strings.shown}</>}
                  {state.status !== 'done' && <> {strings.unfinished}</>}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        {modelsOf(runs.map(({ state }) => state)).map((model) => (
          <Model key={model} model={model} runs={runs} />
        ))}
      </WideTable>
      {runs.length > 1 && <p class="quiet compare-hint">{strings.bestHint}</p>}
    </>
  );
}

function Model({ model, runs }: { readonly model: string; readonly runs: readonly NamedRun[] }) {
  const results = runs.map(({ state }) => resultOf(state, model));
  return (
    <tbody>
      <tr class="compare-model">
        <th scope="rowgroup" colSpan={runs.length + 1}>
          {model}
        </th>
      </tr>
      {rows.map(({ title, value, text, better }) => {
        const values = results.map((result) => result && value(result));
        const best = better === undefined ? [] : bestOf(values, better);
        return (
          <tr key={title}>
            <th scope="row">{title}</th>
            {values.map((figure, index) => (
              <td key={runs[index]!.id} class={best[index] === true ? 'best' : ''}>
                {best[index] === true && (
                  <>
                    <Icon name="check" />
                    <span class="spoken">{strings.best} </span>
                  </>
                )}
                {figure === null ? (
                  <span class="quiet" title={results[index] === null ? strings.absent : undefined}>
                    –
                  </span>
                ) : (
                  text(figure)
                )}
              </td>
            ))}
          </tr>
        );
      })}
    </tbody>
  );
}
