import type { ModelSummary, ParameterComparison } from '#shared/protocol/events';
import { fairnessSentence } from '#shared/fairness';
import { formatCount, formatRatio } from '../../format';
import { SeriesKey } from '../../render/series-key';
import type { Theme } from '../../render/theme';
import { Cell, DataGrid, Row } from '../../toolkit';
import { strings } from './strings';

interface TotalsProps {
  readonly models: readonly ModelSummary[];
  readonly comparison: ParameterComparison | null;
  readonly theme: Theme;
}

/** How much each network has and costs, on one scale for all. */
export function Totals({ models, comparison, theme }: TotalsProps) {
  const most = Math.max(...models.map(({ total }) => total));
  const dearest = Math.max(...models.map(({ flops }) => flops));
  return (
    <section class="card">
      <h2>{strings.title}</h2>
      <DataGrid label={strings.title} class="totals" columns="auto 1fr 1fr">
        <Row header>
          <Cell column={1} header="column">
            {strings.network}
          </Cell>
          <Cell column={2} header="column">
            {strings.parameters}
          </Cell>
          <Cell column={3} header="column" title={strings.flopsHint}>
            {strings.flopsPerImage}
          </Cell>
        </Row>
        {models.map(({ id, total, flops }, index) => {
          const color = theme.series[index % theme.series.length]!;
          return (
            <Row key={id}>
              <Cell column={1} header="row">
                <SeriesKey index={index} theme={theme} />
                {id}
              </Cell>
              <Cell column={2}>
                <Amount value={total} most={most} color={color} />
              </Cell>
              <Cell column={3}>
                <Amount value={flops} most={dearest} color={color} />
              </Cell>
            </Row>
          );
        })}
      </DataGrid>
      {comparison !== null && (
        <p class="fairness">
          <strong>{strings.ratio(...comparison.models, formatRatio(comparison.ratio))}</strong>{' '}
          {fairnessSentence(comparison)}
        </p>
      )}
    </section>
  );
}

interface AmountProps {
  readonly value: number;
  readonly most: number;
  readonly color: string;
}

function Amount({ value, most, color }: AmountProps) {
  return (
    <div class="amount">
      <span class="amount-bar" aria-hidden="true">
        <span
          style={{ transform: `scaleX(${most === 0 ? 0 : value / most})`, backgroundColor: color }}
        />
      </span>
      <span class="amount-number">{formatCount(value)}</span>
    </div>
  );
}
