import { Fragment } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type {
  LayerSummary,
  ModelSummary,
  ParameterMatch,
  ParameterPicture,
  ParameterSummary,
  WeightsKind,
} from '#shared/protocol/events';
import type { ActivationMaps, ImageSource, Question } from '#shared/protocol/questions';
import { formatCount, formatPercent } from '../../format';
import { ShareBar } from '../../render/bar';
import type { ImageShape } from '#shared/image-shape';
import { SeriesKey } from '../../render/series-key';
import type { Theme } from '../../render/theme';
import { useLatestAnswer } from '../../use-latest-answer';
import { askedOf } from '../shell/weights';
import { Distribution } from './distribution-picture';
import { Examples } from './examples';
import { Filters } from './filters';
import { strings } from './strings';

interface NetworkProps {
  readonly model: ModelSummary;
  readonly index: number;
  /** Pictures of its parameters, in their order; null before there are weights. */
  readonly pictures: readonly ParameterPicture[] | null;
  readonly image: ImageSource;
  /** Those that respond, where that is to be said. */
  readonly weights: WeightsKind | undefined;
  readonly moment: string;
  readonly sorted: boolean;
  readonly imageShape: ImageShape;
  readonly classes: readonly string[];
  readonly theme: Theme;
}

/** One network's layers, with what their weights look like. */
export function Network(props: NetworkProps) {
  const { model, index, pictures, image, weights, moment, sorted, imageShape, theme } = props;
  const article = useRef<HTMLElement>(null);
  const onScreen = useOnScreen(article);
  const maps = useActivations(model, pictures, image, weights, moment, onScreen);
  const first = model.layers.findIndex(hasFilters);
  return (
    <article ref={article} data-model={model.id}>
      <h3>
        <SeriesKey index={index} theme={theme} /> {model.id}
        <span class="quiet"> {model.optimizer}</span>
      </h3>
      {pictures !== null && (
        <Examples
          model={model.id}
          input={model.input}
          imageShape={imageShape}
          classes={props.classes}
          moment={moment}
        />
      )}
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
          <Layer
            key={position}
            layer={layer}
            total={model.total}
            pictures={pictures}
            maps={maps?.find((one) => one.layer === position) ?? null}
            colored={imageShape[0] === 3 && position === first}
            sorted={sorted}
          />
        ))}
        <tfoot>
          <tr>
            <th scope="row" colSpan={2}>
              {strings.total}
              <span class="quiet">
                {' '}
                {model.arithmetic}, {strings.operations(model.flops)}
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

interface LayerProps {
  readonly layer: LayerSummary;
  readonly total: number;
  readonly pictures: readonly ParameterPicture[] | null;
  readonly maps: ActivationMaps | null;
  /** It sees the image's own red, green and blue. */
  readonly colored: boolean;
  readonly sorted: boolean;
}

/** Whether it is a convolution: its weights have a shape of four sizes. */
function hasFilters({ parameters }: LayerSummary): boolean {
  return parameters.some(({ shape }) => shape.length === 4);
}

function Layer({ layer, total, pictures, maps, colored, sorted }: LayerProps) {
  const pictureOf = ({ name }: ParameterSummary): ParameterPicture | undefined =>
    pictures?.find((picture) => picture.name === name);
  return (
    <tbody>
      <tr class="layer">
        <th scope="rowgroup" colSpan={3}>
          {layer.description}
          <span class="quiet">
            {' '}
            → {strings.output} {layer.outputShape.join('×')}
            {layer.flops > 0 && (
              <span title={strings.flopsHint}>
                {' · '}
                {strings.operations(layer.flops)}
              </span>
            )}
          </span>
        </th>
      </tr>
      {layer.parameters.map((parameter) => {
        const picture = pictureOf(parameter);
        return (
          <Fragment key={parameter.name}>
            <ParameterRow parameter={parameter} total={total} />
            {picture !== undefined && (
              <tr>
                <td colSpan={3}>
                  <Distribution picture={picture} count={parameter.count} />
                  {picture.filters !== null && (
                    <Filters
                      layer={layer.name}
                      filters={picture.filters}
                      count={parameter.shape[0]!}
                      colored={colored}
                      maps={maps}
                      sorted={sorted}
                    />
                  )}
                </td>
              </tr>
            )}
          </Fragment>
        );
      })}
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
  );
}

interface ParameterRowProps {
  readonly parameter: ParameterSummary;
  readonly total: number;
}

function ParameterRow({ parameter, total }: ParameterRowProps) {
  const percent = formatPercent(parameter.count / total);
  return (
    <tr>
      <th scope="row">
        {parameter.name}
        <span class="quiet shape"> [{parameter.shape.join(', ')}]</span>
      </th>
      <td>{parameter.arithmetic}</td>
      <td class="number" title={strings.shareOfTotal(percent)}>
        {formatCount(parameter.count)}
        <div class="share-line">
          <ShareBar share={parameter.count / total} />
          <span class="quiet">{percent}</span>
        </div>
      </td>
    </tr>
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

type Activations = Extract<Question, { kind: 'activations' }>;

/** What the convolutions make of the image. A network that is out of sight is not asked again. */
function useActivations(
  { id }: ModelSummary,
  pictures: readonly ParameterPicture[] | null,
  image: ImageSource,
  weights: WeightsKind | undefined,
  moment: string,
  onScreen: boolean,
): readonly ActivationMaps[] | null {
  const seen = useRef<{ readonly question: Activations | null; readonly moment: string }>({
    question: null,
    moment,
  });
  if (onScreen) {
    const convolutions = pictures?.some(({ filters }) => filters !== null) === true;
    const question: Activations = {
      ...{ kind: 'activations', model: id, image },
      ...askedOf(weights ?? null),
    };
    seen.current = { question: convolutions ? question : null, moment };
  }
  return useLatestAnswer(seen.current.question, seen.current.moment).answer?.maps ?? null;
}

function useOnScreen(element: { readonly current: HTMLElement | null }): boolean {
  const [onScreen, setOnScreen] = useState(false);
  useEffect(() => {
    const observer = new IntersectionObserver((entries) => {
      setOnScreen(entries.at(-1)!.isIntersecting);
    });
    observer.observe(element.current!);
    return () => {
      observer.disconnect();
    };
  }, []);
  return onScreen;
}
