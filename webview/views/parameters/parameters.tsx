import type {
  ModelSummary,
  ParameterComparison,
  ParameterMatch,
} from '../../../extension/protocol/events';
import { formatCount, formatRatio, formatWholePercent } from '../../format';
import { ShareBar } from '../../render/bar';
import { SeriesKey } from '../../render/series-key';
import type { Theme } from '../../render/theme';
import { strings } from '../../strings';

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
                  {layer.flops > 0 && (
                    <span title={strings.operationsHint}>
                      {', '}
                      {strings.operations(formatCount(layer.flops))}
                    </span>
                  )}
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
            {layer.buffers.map((buffer) => (
              <tr key={buffer.name}>
                <th scope="row">
                  {buffer.name}
                  <span class="quiet shape"> [{buffer.shape.join(', ')}]</span>
                </th>
                <td class="quiet">{strings.notTrained}</td>
                <td />
              </tr>
            ))}
          </tbody>
        ))}
        <tfoot>
          <tr>
            <th scope="row" colSpan={2}>
              {strings.totalParameters}
              <span class="quiet">
                {' '}
                {model.arithmetic}, {strings.operations(formatCount(model.flops))}
              </span>
            </th>
            <td class="number total">{formatCount(model.total)}</td>
          </tr>
        </tfoot>
      </table>
      {model.match !== null && <Match model={model} match={model.match} />}
    </article>
  );
}

/** How a width was found that makes the comparison fair. */
function Match({
  model: { layers },
  match,
}: {
  readonly model: ModelSummary;
  readonly match: ParameterMatch;
}) {
  const [own, other] = match.totals;
  return (
    <p class="quiet match">
      {strings.matched(
        layers[match.layer]!.name,
        match.argument,
        formatCount(match.width),
        match.model,
        formatCount(own),
        formatCount(other),
        formatCount(Math.abs(own - other)),
      )}
    </p>
  );
}
