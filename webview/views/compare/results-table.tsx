import type { NamedRun } from '#shared/protocol/messages';
import { balanceOf } from '#shared/balance';
import { imagesIn, partOfResults, partWords } from '#shared/part';
import { type Result, resultOf } from '#shared/result';
import type { RunState } from '#shared/run-state';
import { formatCount, formatList, formatLoss, formatPercent, formatSeconds } from '../../format';
import { Icon } from '../../render/icon';
import { Cell, Row } from '../../toolkit';
import { bestOf, modelsOf, testedAlike } from './results';
import { strings } from './strings';
import { WideGrid } from './wide-grid';

interface Figure {
  readonly title: () => string;
  /** It is of images, which of a run that has not come to its test are others. */
  readonly judged: boolean;
  /** Left out where no run has it. */
  readonly optional?: true;
  readonly value: (result: Result) => number | null;
  readonly text: (value: number) => string;
  /** Absent where neither is better. */
  readonly better?: 'larger' | 'smaller';
}

const figures: readonly Figure[] = [
  {
    title: partWords.test.accuracy,
    judged: true,
    value: ({ accuracy }) => accuracy,
    text: formatPercent,
    better: 'larger',
  },
  {
    title: () => strings.balanced,
    judged: true,
    optional: true,
    value: ({ confusion, diverged }) =>
      confusion === null || diverged ? null : (balanceOf(confusion)?.accuracy ?? null),
    text: formatPercent,
    better: 'larger',
  },
  {
    title: partWords.test.loss,
    judged: true,
    value: ({ loss }) => loss,
    text: formatLoss,
    better: 'smaller',
  },
  {
    title: () => strings.seconds,
    judged: false,
    value: ({ seconds }) => seconds,
    text: formatSeconds,
    better: 'smaller',
  },
  {
    title: () => strings.parameters,
    judged: false,
    value: ({ parameters }) => parameters,
    text: formatCount,
  },
];

const resultsOf = (runs: readonly NamedRun[], model: string): (Result | null)[] =>
  runs.map(({ state }) => resultOf(state, model));

function bestOfRow(
  { value, better }: Figure,
  results: readonly (Result | null)[],
  comparable: boolean,
): boolean[] {
  const values = results.map((result) => result && value(result));
  return better === undefined || !comparable ? values.map(() => false) : bestOf(values, better);
}

/** Runs as columns, the shown one first; the figures of each network as rows. */
export function Results({ runs }: { readonly runs: readonly NamedRun[] }) {
  const states = runs.map(({ state }) => state);
  const models = modelsOf(states);
  const comparable = testedAlike(states);
  const marked = models.some((model) =>
    figures.some((row) => bestOfRow(row, resultsOf(runs, model), comparable).includes(true)),
  );
  return (
    <>
      <WideGrid label={strings.resultsOf} columns={runs.length}>
        <Row header>
          <Cell column={1} />
          {runs.map(({ id, name, state }, index) => (
            <Cell column={index + 2} header="column" key={id}>
              {name}
              <span class="quiet">
                {index === 0 && <> {strings.shown}</>}
                {state.status !== 'done' && <> {strings.unfinished}</>}
              </span>
            </Cell>
          ))}
        </Row>
        {models.map((model) => (
          <Model key={model} model={model} runs={runs} comparable={comparable} />
        ))}
      </WideGrid>
      {!comparable && <p class="quiet compare-hint">{strings.noBest(dataOf(states))}</p>}
      {marked && <p class="quiet compare-hint">{strings.bestHint}</p>}
    </>
  );
}

/** Why a figure is not there. */
function Missing({ result }: { readonly result: Result | null }) {
  if (result?.diverged === true) return <span class="quiet">{strings.diverged}</span>;
  return (
    <span class="quiet" title={result === null ? strings.absent : undefined}>
      –
    </span>
  );
}

/** `10,000 of MNIST and 10,000 of Fashion-MNIST` */
function dataOf(states: readonly RunState[]): string {
  const named = states.map((state) => {
    const part = partOfResults(state);
    return strings.images[part](state.run.dataset.name, formatCount(imagesIn(state.run, part)));
  });
  return formatList([...new Set(named)]);
}

interface ModelProps {
  readonly model: string;
  readonly runs: readonly NamedRun[];
  /** Whether one result may be called better than another. */
  readonly comparable: boolean;
}

function Model({ model, runs, comparable }: ModelProps) {
  const results = resultsOf(runs, model);
  return (
    <>
      <Row class="compare-model">
        <Cell column={1} header="row">
          {model}
        </Cell>
      </Row>
      {figures.map((row) => {
        const { judged, value, text } = row;
        const title = row.title();
        const values = results.map((result) => result && value(result));
        if (row.optional === true && values.every((figure) => figure === null)) return null;
        const best = bestOfRow(row, results, comparable);
        return (
          <Row key={title}>
            <Cell column={1} header="row">
              {title}
            </Cell>
            {values.map((figure, index) => (
              <Cell
                column={index + 2}
                key={runs[index]!.id}
                class={best[index] === true ? 'best' : ''}
              >
                {best[index] === true && (
                  <>
                    <Icon name="check" />
                    <span class="spoken">{strings.best} </span>
                  </>
                )}
                {figure === null ? <Missing result={results[index]!} /> : text(figure)}
                {judged && figure !== null && results[index]!.part === 'validation' && (
                  <span class="quiet"> {strings.ofValidation}</span>
                )}
              </Cell>
            ))}
          </Row>
        );
      })}
    </>
  );
}
