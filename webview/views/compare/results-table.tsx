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

const resultsOf = (runs: readonly NamedRun[], model: string): (Result | null)[] =>
  runs.map(({ state }) => resultOf(state, model));

function bestOfRow({ value, better }: Row, results: readonly (Result | null)[]): boolean[] {
  const values = results.map((result) => result && value(result));
  return better === undefined ? values.map(() => false) : bestOf(values, better);
}

/** Runs as columns, the shown one first; the figures of each network as rows. */
export function Results({ runs }: { readonly runs: readonly NamedRun[] }) {
  const models = modelsOf(runs.map(({ state }) => state));
  const marked = models.some((model) =>
    rows.some((row) => bestOfRow(row, resultsOf(runs, model)).includes(true)),
  );
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
        {models.map((model) => (
          <Model key={model} model={model} runs={runs} />
        ))}
      </WideTable>
      {marked && <p class="quiet compare-hint">{strings.bestHint}</p>}
    </>
  );
}

function Model({ model, runs }: { readonly model: string; readonly runs: readonly NamedRun[] }) {
  const results = resultsOf(runs, model);
  return (
    <tbody>
      <tr class="compare-model">
        <th scope="rowgroup" colSpan={runs.length + 1}>
          {model}
        </th>
      </tr>
      {rows.map((row) => {
        const { title, value, text } = row;
        const values = results.map((result) => result && value(result));
        const best = bestOfRow(row, results);
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
