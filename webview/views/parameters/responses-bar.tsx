import type { RunEvent, WeightsKind } from '#shared/protocol/events';
import { imagesIn, type Part, partWords } from '#shared/part';
import type { ImageSource } from '#shared/protocol/questions';
import { formatCount } from '../../format';
import { DigitPicture } from '../../render/digit';
import type { ImageShape } from '#shared/image-shape';
import { Checkbox } from '../../toolkit';
import { useLatestAnswer } from '../../use-latest-answer';
import { askedOf } from '../shell/weights';
import { ImageStepper } from '../try-it/image-stepper';
import { strings } from './strings';

interface ResponsesBarProps {
  readonly image: ImageSource;
  /** Those that answer, where that is to be said. */
  readonly weights: WeightsKind | undefined;
  readonly networks: string;
  readonly imageShape: ImageShape;
  readonly dataset: RunEvent['dataset'];
  /** That images of the data set are of. */
  readonly part: Part;
  readonly index: number;
  readonly onIndex: (index: number) => void;
  /** Whether the drawing is used; null without a drawing. */
  readonly drawing: boolean | null;
  readonly onDrawing: (use: boolean) => void;
  readonly sorted: boolean;
  readonly onSorted: (sorted: boolean) => void;
}

/** Chooses the image that the filters are to respond to. */
export function ResponsesBar(props: ResponsesBarProps) {
  const { image, weights, networks, imageShape, dataset, part, index, drawing, sorted } = props;
  const { answer, error } = useLatestAnswer(
    { kind: 'predict', image, ...askedOf(weights ?? null) } as const,
    networks,
  );
  const actual = answer?.actual ?? null;
  const words = drawing === true ? strings.yourDrawing : nameOf();

  function nameOf(): string {
    return actual === null
      ? ''
      : partWords[part].labelled(formatCount(index), dataset.classes[actual]!);
  }

  return (
    <div class="responses-bar" role="group" aria-label={strings.responsesTo}>
      <div class="responses-image">
        {answer !== null && <DigitPicture pixels={answer.pixels} shape={imageShape} />}
      </div>
      <div class="responses-choice">
        <p>
          <strong>{strings.responsesTo}</strong> <span class="quiet">{words}</span>
        </p>
        <div class="responses-controls">
          <ImageStepper
            index={index}
            part={part}
            count={imagesIn({ dataset }, part)}
            onIndex={props.onIndex}
          />
          {drawing !== null && (
            <Checkbox label={strings.useDrawing} checked={drawing} onChange={props.onDrawing} />
          )}
          <Checkbox
            label={strings.sort}
            title={strings.sortHint}
            checked={sorted}
            onChange={props.onSorted}
          />
        </div>
        {error !== null && <p class="notice">{error.message}</p>}
      </div>
    </div>
  );
}
