import { useMemo, useState } from 'preact/hooks';
import type { PanelState } from '#shared/protocol/messages';
import { imagesIn, partOfResults } from '#shared/part';
import type { ImageSource } from '#shared/protocol/questions';
import type { ViewState } from '../../host';
import type { Theme } from '../../render/theme';
import { learning, networksOf } from '../../use-latest-answer';
import { isOlder } from '../shell/status';
import { askedOf } from '../shell/weights';
import { WeightsLine } from '../shell/weights-line';
import { canDraw, imageOf, useShownImage } from '../try-it/shown-image';
import { Network } from './network';
import { NetworkGraph } from './network-graph';
import './parameters.css';
import { ResponsesBar } from './responses-bar';
import { strings } from './strings';
import { RadioGroup } from '../../toolkit';
import { Totals } from './totals';
import { Untrained } from './untrained';

interface ParametersProps {
  readonly state: PanelState;
  readonly theme: Theme;
  readonly viewState: ViewState;
  readonly onViewState: (viewState: ViewState) => void;
}

const none: readonly string[] = [];

/** Layer by layer what each network has learned, and whether the totals allow a comparison. */
export function Parameters({ state, theme, viewState, onViewState }: ParametersProps) {
  const { run, imageShape } = state;
  const models = run?.run.models ?? state.models;
  const comparison = run === null ? state.comparison : run.run.comparison;
  const weights = run?.weights ?? null;
  const classes = run?.run.dataset.classes ?? none;
  const part = run === null ? 'test' : partOfResults(run);
  const [choice, change] = useShownImage(run === null ? Infinity : imagesIn(run.run, part));
  const [sorted, setSorted] = useState(false);
  const drawn = canDraw(imageShape) && choice.strokes.length > 0;
  const drawing = drawn && choice.source === 'drawing';
  const image = useMemo<ImageSource>(
    () => (drawing ? imageOf(choice, imageShape, part) : null) ?? { index: choice.index, part },
    [drawing, choice.source, choice.index, choice.strokes, imageShape, part],
  );
  const networks = networksOf(state);
  const moment = learning(state) ? `${networks} ${weights?.epoch} ${weights?.batch}` : networks;
  // The weights that are shown are the last: so are those that respond.
  const asked = askedOf(state.bothWeights ? 'last' : null);
  const graphs = viewState.layers === 'graphs';
  const filters =
    !graphs &&
    weights !== null &&
    Object.values(weights.models).some((pictures) => pictures.some((one) => one.filters !== null));
  // The state changes with each batch; what is drawn here does not.
  const articles = useMemo(
    () =>
      models.map((model, index) => (
        <Network
          key={model.id}
          model={model}
          index={index}
          pictures={weights?.models[model.id] ?? null}
          image={image}
          weights={asked.weights}
          moment={moment}
          sorted={sorted}
          imageShape={imageShape}
          classes={classes}
          theme={theme}
        />
      )),
    [models, weights, image, asked.weights, moment, sorted, imageShape.join(), classes, theme],
  );
  return (
    <>
      <Totals models={models} comparison={comparison} theme={theme} />
      {!isOlder(state) && <Untrained networks={state.untrained} />}
      <section class="card">
        <div class="layers-heading">
          <h2>{strings.layers}</h2>
          <RadioGroup
            label={strings.shownAs}
            options={(['tables', 'graphs'] as const).map((value) => ({
              value,
              text: strings.shownAsEach[value],
            }))}
            value={viewState.layers}
            onChange={(layers) => {
              onViewState({ ...viewState, layers });
            }}
          />
        </div>
        {!graphs &&
          weights !== null &&
          (state.bothWeights ? (
            <p class="quiet">{strings.weightsOfLast}</p>
          ) : (
            <WeightsLine run={run!} ofBest={strings.weightsOfBest} />
          ))}
        {!graphs && weights === null && (
          <p class="quiet weights-hint">
            {run === null
              ? strings.beforeRun
              : learning(state)
                ? strings.beforeWeights
                : strings.noWeights}
          </p>
        )}
        {filters && (
          <ResponsesBar
            image={image}
            weights={asked.weights}
            networks={networks}
            imageShape={imageShape}
            dataset={run!.run.dataset}
            part={part}
            index={choice.index}
            onIndex={(index) => {
              change({ index, source: 'test' });
            }}
            drawing={drawn ? drawing : null}
            onDrawing={(use) => {
              change({ source: use ? 'drawing' : 'test' });
            }}
            sorted={sorted}
            onSorted={setSorted}
          />
        )}
        <div class="networks">
          {graphs
            ? models.map((model, index) => (
                <NetworkGraph key={model.id} model={model} index={index} theme={theme} />
              ))
            : articles}
        </div>
      </section>
    </>
  );
}
