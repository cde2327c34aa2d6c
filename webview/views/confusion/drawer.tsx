import { useEffect, useRef } from 'preact/hooks';
import type { Part } from '#shared/part';
import type { WeightsKind } from '#shared/protocol/events';
import type { Digits } from '#shared/protocol/questions';
import type { Cell } from '#shared/confusion';
import { Button, IconButton, RadioGroup } from '../../toolkit';
import { useAnswer } from '../../use-answer';
import type { ImageShape } from '#shared/image-shape';
import { askedOf } from '../shell/weights';
import { AnswerState } from '../digits/answer-state';
import { DigitStrip } from '../digits/digit-strip';
import { strings } from './strings';

/** The cell whose images are shown. */
export interface OpenedCell extends Cell {
  readonly model: string;
  readonly opening: Opening;
}

/** How it came to be shown: stays the same while one looks at the same cell of other networks. */
interface Opening {
  /** The network by whose matrix the drawer stands. */
  readonly home: string;
  /** Gets the focus back. */
  readonly opener: HTMLElement | null;
}

/** The cell, as opened by whatever has the focus now. */
export function openedBy(model: string, { actual, predicted }: Cell): OpenedCell {
  const opener = document.activeElement as HTMLElement | null;
  return { model, actual, predicted, opening: { home: model, opener } };
}

interface DrawerProps {
  readonly cell: OpenedCell;
  readonly models: readonly string[];
  readonly classes: readonly string[];
  /** (height, width) */
  readonly imageShape: ImageShape;
  /** The images that the matrix is of. */
  readonly part: Part;
  /** Those that answer, where there is a choice. */
  readonly weights: WeightsKind | null;
  readonly live: boolean;
  /** The moment that the matrices show, if it is not the newest. */
  readonly earlier: string | null;
  /** The epoch that the matrices show, if the run went on, untested, and then ended. */
  readonly untestedSince: number | null;
  readonly onModel: (model: string) => void;
  readonly onNewest: () => void;
  readonly onClose: () => void;
}

/** The images of one cell, with what every network makes of them. */
export function Drawer(props: DrawerProps) {
  const { cell, models, classes, imageShape, part, weights, live, earlier, untestedSince } = props;
  const { onModel, onNewest, onClose } = props;
  const { model, actual, predicted } = cell;
  const asked = useAnswer({
    ...{ kind: 'cell', model, actual, predicted, part },
    ...askedOf(weights),
  });
  const drawer = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current!.focus({ preventScroll: true });
  }, [cell.opening]);
  const answered = asked.answer !== null;
  // Into sight when it opens, and again when it has grown.
  useEffect(() => {
    drawer.current!.scrollIntoView({ block: 'nearest' });
  }, [cell.opening, answered]);

  const [actualName, predictedName] = [classes[actual]!, classes[predicted]!];
  const title =
    actual === predicted
      ? strings.recognised(actualName, model)
      : strings.mistaken(actualName, predictedName, model);
  return (
    <section ref={drawer} class="drawer" aria-label={title}>
      <div class="drawer-head">
        <h3 ref={heading} tabIndex={-1}>
          {title}
        </h3>
        <IconButton icon="cross" label={strings.close} onClick={onClose} />
      </div>
      <div class="drawer-tools">
        {models.length > 1 && (
          <RadioGroup
            label={strings.answersOf}
            options={models.map((id) => ({ value: id, text: id }))}
            value={model}
            onChange={onModel}
          />
        )}
        <Button label={strings.refresh} onClick={asked.askAgain} />
        {live && <p class="quiet">{strings.training}</p>}
      </div>
      {earlier !== null && (
        <div class="notice drawer-earlier">
          <p>{strings.newestWeights(earlier)}</p>
          <Button label={strings.toTheNewest} onClick={onNewest} />
        </div>
      )}
      {untestedSince !== null && (
        <p class="notice drawer-earlier">{strings.keptWeights(untestedSince)}</p>
      )}
      <AnswerState asked={asked}>
        {(found: Digits) =>
          found.total === 0 ? (
            <p>{strings.none(actualName, predictedName, model)}</p>
          ) : (
            <DigitStrip
              label={title}
              part={part}
              found={found}
              models={models}
              classes={classes}
              imageShape={imageShape}
            />
          )
        }
      </AnswerState>
    </section>
  );
}
