import type { ModelSummary, ParameterComparison } from '#shared/protocol/events';
import { fairnessSentence } from '#shared/fairness';
import { formatCount, formatRatio } from '../../format';
import { SeriesKey } from '../../render/series-key';
import type { Theme } from '../../render/theme';
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
      <table class="totals">
        <thead>
          <tr>
            <th scope="col">{strings.network}</th>
            <th scope="col">{strings.parameters}</th>
            <th scope="col" title={strings.flopsHint}>
              {strings.flopsPerImage}
            </th>
          </tr>
        </thead>
        <tbody>
          {models.map(({ id, total, flops }, index) => {
            const color = theme.series[index % theme.series.length]!;
            return (
              <tr key={id}>
                <th scope="row">
                  <SeriesKey index={index} theme={theme} />
                  {id}
                </th>
                <td>
                  <Amount value={total} most={most} color={color} />
                </td>
                <td>
                  <Amount value={flops} most={dearest} color={color} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
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
