import { useState } from 'preact/hooks';
import { Button } from '../../toolkit';
import { type Part, partWords } from '#shared/part';
import type { Digits } from '#shared/protocol/questions';
import { formatCount, formatWholePercent } from '../../format';
import { ShareBar } from '../../render/bar';
import { DigitPicture } from '../../render/digit';
import type { ImageShape } from '#shared/image-shape';
import { Icon } from '../../render/icon';
import './digits.css';
import { predictionOf } from '#shared/prediction';
import { strings } from './strings';

interface DigitStripProps {
  readonly label: string;
  /** What the images are of. */
  readonly part: Part;
  readonly found: Digits;
  /** Ids of the networks, in order. */
  readonly models: readonly string[];
  readonly classes: readonly string[];
  readonly imageShape: ImageShape;
}

/** As many as one takes in at once; the rest comes when asked for. */
const FIRST = 12;
/** Characters of a class's name that need no more room than a digit. */
const SHORT_NAME = 3;

/** Images, each with what every network takes it for and how surely, and how many there are. */
export function DigitStrip({ label, part, found, models, classes, imageShape }: DigitStripProps) {
  const { digits, total } = found;
  const [all, setAll] = useState(false);
  const named = classes.some((name) => name.length > SHORT_NAME);
  const shown = all ? digits : digits.slice(0, FIRST);
  return (
    <>
      <p class="quiet digit-total">
        {strings.shownOf(formatCount(shown.length), formatCount(total))}
      </p>
      <ul class={`digit-strip ${named ? 'named' : ''}`} aria-label={label}>
        {shown.map(({ index, actual, pixels, probabilities }) => (
          <li key={index} title={partWords[part].image(formatCount(index))}>
            <DigitPicture pixels={pixels} shape={imageShape} />
            <div class="digit-answers">
              <p>{strings.actual(classes[actual]!)}</p>
              {models.map((model) => {
                const answers = probabilities[model];
                return (
                  answers !== undefined && (
                    <Prediction
                      key={model}
                      model={model}
                      probabilities={answers}
                      actual={actual}
                      classes={classes}
                    />
                  )
                );
              })}
            </div>
          </li>
        ))}
      </ul>
      {shown.length < digits.length && (
        <Button
          class="digit-more"
          label={strings.more(formatCount(digits.length - shown.length))}
          onClick={() => {
            setAll(true);
          }}
        />
      )}
    </>
  );
}

interface PredictionProps {
  readonly model: string;
  readonly probabilities: readonly number[];
  readonly actual: number;
  readonly classes: readonly string[];
}

function Prediction({ model, probabilities, actual, classes }: PredictionProps) {
  const prediction = predictionOf(probabilities);
  if (prediction === null) {
    return (
      <div class="digit-answer">
        <span class="digit-model">{model}:</span>{' '}
        <span class="quiet digit-diverged">{strings.diverged}</span>
      </div>
    );
  }
  const { predicted, probability } = prediction;
  const right = predicted === actual;
  return (
    <div class={`digit-answer ${right ? 'digit-right' : 'digit-wrong'}`}>
      <Icon name={right ? 'check' : 'cross'} />
      <span class="spoken">{right ? strings.right : strings.wrong}</span>
      <span class="digit-model" title={model}>
        {model}:
      </span>{' '}
      <strong title={classes[predicted]}>{classes[predicted]}</strong>
      <span class="spoken">, </span>
      <ShareBar share={probability} />
      <span class="digit-probability">{formatWholePercent(probability)}</span>
    </div>
  );
}
