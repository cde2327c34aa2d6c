import type { ModelSummary, ParameterComparison } from '../../extension/protocol/events';
import { formatCount, formatRatio, formatWholePercent } from '../format';
import { ShareBar } from '../render/bar';
import { SeriesKey } from '../render/series-key';
import type { Theme } from '../render/theme';
import { strings } from '../strings';

interface ParametersProps {
  readonly models: readonly ModelSummary[];
  readonly comparison: ParameterComparison | null;
  readonly theme: Theme;
}

/** Layer by layer where each network's parameters are, and whether the totals allow a comparison. */
export function Parameters({ models, comparison, theme }: ParametersProps) {
  return (
    <section class="card">
      <h2>{strings.parameters}</h2>
      {comparison !== null && (
        <p class="comparison">
          <strong>{strings.ratio(...comparison.models, formatRatio(comparison.ratio))}</strong>{' '}
          {comparison.sentence}
        </p>
      )}
      <div class="side-by-side">
        {models.map((model, index) => (
          <Model key={model.id} model={model} index={index} theme={theme} />
        ))}
      </div>
    </section>
  );
}

interface ModelProps {
  readonly model: ModelSummary;
  readonly index: number;
  readonly theme: Theme;
}

function Model({ model, index, theme }: ModelProps) {
  return (
    <article data-model={model.id}>
      <h3>
        <SeriesKey index={index} theme={theme} /> {model.id}
        <span class="quiet"> {model.optimizer}</span>
      </h3>
      <table class="parameters">
        <caption>{strings.layersOf(model.label)}</caption>
        <thead>
          <tr>
            <th scope="col">{strings.parameter}</th>
            <th scope="col">{strings.arithmetic}</th>
            <th scope="col" class="number">
              {strings.count}
            </th>
          </tr>
        </thead>
        {model.layers.map((layer, position) => (
          <tbody key={position}>
            <tr class="layer">
              <th scope="rowgroup" colSpan={3}>
                {layer.description}
                <span class="quiet">
                  {' '}
                  → {strings.output} {layer.outputShape.join('×')}
                </span>
              </th>
            </tr>
            {layer.parameters.map((parameter) => (
              <tr key={parameter.name}>
                <th scope="row">
                  {parameter.name}
                  <span class="quiet shape"> [{parameter.shape.join(', ')}]</span>
                </th>
                <td>{parameter.arithmetic}</td>
                <td class="number" title={formatWholePercent(parameter.count / model.total)}>
                  {formatCount(parameter.count)}
                  <ShareBar share={parameter.count / model.total} />
                </td>
              </tr>
            ))}
          </tbody>
        ))}
        <tfoot>
          <tr>
            <th scope="row" colSpan={2}>
              {strings.totalParameters}
              <span class="quiet"> {model.arithmetic}</span>
            </th>
            <td class="number total">{formatCount(model.total)}</td>
          </tr>
        </tfoot>
      </table>
    </article>
  );
}
