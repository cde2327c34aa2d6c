import type { Part } from '#shared/part';
import { formatCount } from '../../format';
import { Button, IconButton, NumberField } from '../../toolkit';
import { strings } from './strings';

interface ImageStepperProps {
  readonly index: number;
  readonly part: Part;
  /** Images that the part has. */
  readonly count: number;
  readonly onIndex: (index: number) => void;
}

/** Goes through the images of a part: one by one, by number, or at random. */
export function ImageStepper({ index, part, count, onIndex }: ImageStepperProps) {
  const go = (to: number): void => {
    onIndex(((to % count) + count) % count);
  };
  return (
    <div class="stepper">
      <IconButton
        icon="previous"
        label={strings.previous[part]}
        onClick={() => {
          go(index - 1);
        }}
      />
      <NumberField
        label={strings.imageNumber[part]}
        title={strings.testImageOf(formatCount(count - 1))}
        value={index}
        most={count - 1}
        onChange={onIndex}
      />
      <IconButton
        icon="next"
        label={strings.next[part]}
        onClick={() => {
          go(index + 1);
        }}
      />
      <Button
        label={strings.random}
        title={strings.randomHint[part]}
        onClick={() => {
          go(Math.floor(Math.random() * count));
        }}
      />
    </div>
  );
}
