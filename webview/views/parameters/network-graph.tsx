import type { LayerSummary, ModelSummary } from '#shared/protocol/events';
import { formatPercent } from '../../format';
import { ShareBar } from '../../render/bar';
import { SeriesKey } from '../../render/series-key';
import type { Theme } from '../../render/theme';
import './network-graph.css';
import { strings } from './strings';

interface NetworkGraphProps {
  readonly model: ModelSummary;
  readonly index: number;
  readonly theme: Theme;
}

/**
 * A network from the image down to its classes, as readers of ONNX files draw it: a box a layer, and between two the
 * shape of what goes from one to the next. A list, as one layer follows the other: so it is read aloud as one.
 */
export function NetworkGraph({ model, index, theme }: NetworkGraphProps) {
  const { id, label, layers, inputShape, input, optimizer, total } = model;
  return (
    <article class="network-graph" data-model={id}>
      <h3>
        <SeriesKey index={index} theme={theme} /> {id}
        <span class="quiet"> {optimizer}</span>
      </h3>
      <ol aria-label={strings.graphOf(label)}>
        <li class="end-node">
          <strong>{strings.images}</strong>
          {input !== undefined && <span class="quiet"> {input}</span>}
        </li>
        {inputShape !== undefined && <Edge shape={inputShape} />}
        {layers.map((layer, position) => (
          <Node key={position} layer={layer} total={total} />
        ))}
        <li class="end-node" title={strings.softmax}>
          <strong>{strings.classes(layers.at(-1)!.outputShape[0]!)}</strong>
        </li>
      </ol>
    </article>
  );
}

/** The shape is told before the arrow's end, which is the next box. */
function Edge({ shape }: { readonly shape: readonly number[] }) {
  return (
    <li class="edge">
      <span class="quiet">{shape.join('×')}</span>
    </li>
  );
}

function Node({ layer, total }: { readonly layer: LayerSummary; readonly total: number }) {
  const { description, name, type, parameters, buffers, outputShape, flops } = layer;
  const trained = parameters.reduce((sum, { count }) => sum + count, 0);
  return (
    <>
      <li
        class={trained > 0 ? 'node trained' : 'node'}
        title={flops > 0 ? strings.operations(flops) : undefined}
      >
        <strong>{description}</strong>
        {name !== type && <span class="quiet"> {name}</span>}
        {trained > 0 && (
          <>
            <ul>
              {[...parameters, ...buffers].map(({ name: tensor, shape }) => (
                <li key={tensor}>
                  <span>{tensor}</span> <span class="quiet">[{shape.join(', ')}]</span>
                </li>
              ))}
            </ul>
            <p
              class="quiet node-total"
              title={strings.shareOfTotal(formatPercent(trained / total))}
            >
              {strings.parameterCount(trained)}
              <ShareBar share={trained / total} />
            </p>
          </>
        )}
      </li>
      <Edge shape={outputShape} />
    </>
  );
}
