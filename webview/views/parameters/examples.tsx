import { useState } from 'preact/hooks';
import { DigitPicture } from '../../render/digit';
import type { ImageShape } from '#shared/image-shape';
import { useLatestAnswer } from '../../use-latest-answer';
import { strings } from './strings';

interface ExamplesProps {
  /** The network's id, and whether it varies its images. */
  readonly model: string;
  readonly input: string | undefined;
  readonly imageShape: ImageShape;
  readonly classes: readonly string[];
  readonly moment: string;
}

/** A fold with a few training images as the network sees them; asked for when it is opened. */
export function Examples({ model, input, imageShape, classes, moment }: ExamplesProps) {
  const [open, setOpen] = useState(false);
  const question = open ? ({ kind: 'examples', model } as const) : null;
  const { answer, error } = useLatestAnswer(question, moment);
  return (
    <details
      class="examples"
      open={open}
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
      }}
    >
      <summary>
        {strings.examples}
        {input !== undefined && <span class="quiet"> · {input}</span>}
      </summary>
      {error !== null && <p class="notice">{error.message}</p>}
      {answer !== null && (
        <>
          <div class="examples-images">
            {answer.examples.map(({ actual, pixels }, i) => (
              <DigitPicture
                key={i}
                pixels={pixels}
                shape={imageShape}
                label={strings.exampleLabel(classes[actual] ?? '–')}
              />
            ))}
          </div>
          <p class="quiet">{strings.inputRange(...answer.range)}</p>
        </>
      )}
    </details>
  );
}
