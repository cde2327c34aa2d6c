import { useEffect, useMemo, useState } from 'preact/hooks';
import type { PanelState } from '#shared/protocol/messages';
import { imagesIn, partOfResults, partWords } from '#shared/part';
import type { RunState } from '#shared/run-state';
import type { Answers, Question } from '#shared/protocol/questions';
import { formatCount } from '../../format';
import { DigitPicture } from '../../render/digit';
import type { ViewState } from '../../host';
import { Button, RadioGroup } from '../../toolkit';
import type { Theme } from '../../render/theme';
import { learning, networksOf, useLatestAnswer } from '../../use-latest-answer';
import { answeringWeights, askedOf, chosenWeights } from '../shell/weights';
import { WeightsChoice } from '../shell/weights-choice';
import { WeightsLine } from '../shell/weights-line';
import { campsOf, voteOf } from './agreement';
import { canDraw, imageOf, sourceOf, useShownImage } from './shown-image';
import { ImageStepper } from './image-stepper';
import { NetworkPrediction } from './network-prediction';
import { Pad } from './pad';
import { OwnPictureView } from './own-picture';
import { useOwnPicture } from './use-own-picture';
import { agreementSentence, strings, verdictSentence } from './strings';
import './try-it.css';

type Predict = Extract<Question, { kind: 'predict' }>;

interface TryItProps {
  readonly state: PanelState;
  readonly run: RunState;
  readonly theme: Theme;
  readonly viewState: ViewState;
  readonly onViewState: (viewState: ViewState) => void;
}

/** Draw a digit or step through images of the data set, and see what every network makes of it. */
export function TryIt({ state, run, theme, viewState, onViewState }: TryItProps) {
  const { imageShape } = state;
  const [, height, width] = imageShape;
  // Test images are kept for the end where there are others.
  const part = partOfResults(run);
  const count = imagesIn(run.run, part);
  const [choice, change] = useShownImage(count);
  const pen = canDraw(imageShape);
  const source = sourceOf(choice, imageShape);
  const own = useOwnPicture(choice.picture, change, run.run.startedAt);
  const image = useMemo(
    () => imageOf(choice, imageShape, part),
    // A choice that was brought within the count is another object each time.
    [choice.source, choice.index, choice.strokes, choice.picture, imageShape, part],
  );
  const weights = chosenWeights(state, viewState);
  // The choice says the epoch of the last weights, but not where in it they were left.
  const stoppedLast = weights === 'last' && answeringWeights(run) === 'stop';
  const question = useMemo<Predict | null>(
    () => (image === null ? null : { kind: 'predict', image, ...askedOf(weights) }),
    [image, weights],
  );
  const seconds = useSeconds(learning(state));
  const { answer, error } = useLatestAnswer(question, `${networksOf(state)} ${seconds}`);
  const { models, dataset } = run.run;
  const sentence = answer === null ? '' : sentenceOf(answer, run);
  const announced = useDebounced(error?.message ?? sentence);
  const invitation = source === 'picture' ? strings.readsNoPicture : strings.readsNothing;
  // The drawing itself is here at once; a test image comes with its answer.
  const seen = image !== null && 'pixels' in image ? image.pixels : (answer?.pixels ?? null);
  return (
    <section class="card try-it" {...own.target}>
      <h2>{strings.title}</h2>
      {weights !== null && (
        <div class="weights-choice">
          <WeightsChoice state={state} viewState={viewState} onViewState={onViewState} />
        </div>
      )}
      {(weights === null || stoppedLast) && <WeightsLine run={run} />}
      <div class="try-it-halves">
        <div class="try-it-image">
          <RadioGroup
            label={strings.source}
            value={source}
            options={[
              ...(pen ? [{ value: 'drawing', text: strings.draw } as const] : []),
              { value: 'picture', text: strings.ownPicture },
              { value: 'test', text: partWords[part].images() },
            ]}
            onChange={(taken) => {
              change({ source: taken });
            }}
          />
          {!pen && <p class="quiet">{strings.noPad(imageShape[0])}</p>}
          {source === 'picture' ? (
            <OwnPictureView own={own} shape={imageShape} />
          ) : source === 'drawing' ? (
            <Drawing
              seen={seen}
              size={[height, width]}
              strokes={choice.strokes}
              onStrokes={(strokes) => {
                change({ strokes });
              }}
            />
          ) : (
            <>
              <div class="test-image" style={{ aspectRatio: `${width} / ${height}` }}>
                {seen !== null && (
                  <DigitPicture
                    pixels={seen}
                    shape={imageShape}
                    label={partWords[part].labelled(
                      formatCount(choice.index),
                      dataset.classes[answer?.actual ?? -1] ?? '–',
                    )}
                  />
                )}
              </div>
              <ImageStepper
                index={choice.index}
                part={part}
                count={count}
                onIndex={(index) => {
                  change({ index });
                }}
              />
            </>
          )}
        </div>
        <div class="readings-side">
          <p class="spoken" role="status">
            {announced}
          </p>
          {error === null ? (
            <>
              <p class={`agreement ${sentence === '' ? 'quiet' : ''}`}>
                {sentence !== '' ? sentence : image === null ? invitation : ''}
              </p>
              <div class="readings">
                {models.map((model, index) => (
                  <NetworkPrediction
                    key={model.id}
                    model={model}
                    index={index}
                    classes={dataset.classes}
                    probabilities={answer?.probabilities[model.id] ?? null}
                    actual={answer?.actual ?? null}
                    theme={theme}
                  />
                ))}
              </div>
            </>
          ) : (
            <p class="notice">{error.message}</p>
          )}
        </div>
      </div>
    </section>
  );
}

interface DrawingProps {
  readonly seen: readonly number[] | null;
  readonly size: readonly [number, number];
  readonly strokes: Parameters<typeof Pad>[0]['strokes'];
  readonly onStrokes: Parameters<typeof Pad>[0]['onStrokes'];
}

function Drawing({ seen, size: [height, width], strokes, onStrokes }: DrawingProps) {
  const blank = useMemo(() => new Array<number>(height * width).fill(0), [height, width]);
  return (
    <>
      <Pad strokes={strokes} onStrokes={onStrokes} aspect={width / height} />
      <div class="pad-tools">
        <div class="seen">
          <DigitPicture
            pixels={seen ?? blank}
            shape={[1, height, width]}
            label={strings.drawingLabel}
          />
          <p class="quiet">
            {strings.asSeen}
            <br />
            {strings.asSeenSize(height, width)}
          </p>
        </div>
        <div class="pad-buttons">
          <Button
            label={strings.undo}
            disabled={strokes.length === 0}
            onClick={() => {
              onStrokes(strokes.slice(0, -1));
            }}
          />
          <Button
            label={strings.clear}
            disabled={strokes.length === 0}
            onClick={() => {
              onStrokes([]);
            }}
          />
        </div>
      </div>
      <details class="quiet keys">
        <summary>{strings.keysTitle}</summary>
        <p id="pad-keys">{strings.keys}</p>
      </details>
    </>
  );
}

function sentenceOf(
  { probabilities, actual }: Answers['predict'],
  { run: { models, dataset } }: RunState,
): string {
  const camps = campsOf(
    models
      .filter(({ id }) => probabilities[id] !== undefined)
      .map(({ id }) => voteOf(id, probabilities[id]!)),
  );
  const agreement = agreementSentence(camps, dataset.classes);
  return actual === null
    ? agreement
    : `${agreement} ${verdictSentence(camps, actual, dataset.classes[actual]!)}`;
}

/** Counts seconds while `running` and while the panel can be seen. */
function useSeconds(running: boolean): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') setSeconds((count) => count + 1);
    }, 1000);
    return () => {
      clearInterval(timer);
    };
  }, [running]);
  return seconds;
}

/** What `text` was when it last stood still: nobody wants to hear every stroke. */
function useDebounced(text: string): string {
  const [rested, setRested] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => {
      setRested(text);
    }, 900);
    return () => {
      clearTimeout(timer);
    };
  }, [text]);
  return rested;
}
