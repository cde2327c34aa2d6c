import { formatCount } from '../../format';
import { Button, IconButton, NumberField } from '../../toolkit';
import { strings } from './strings';

interface ImageStepperProps {
  readonly index: number;
  /** Test images that there are. */
  readonly count: number;
  readonly onIndex: (index: number) => void;
}

/** Goes through the test images: one by one, by number, or at random. */
export function ImageStepper({ index, count, onIndex }: ImageStepperProps) {
  const go = (to: number): void => {
    onIndex(((to % count) + count) % count);
  };
  return (
    <div class="stepper">
      <IconButton
        icon="previous"
        label={strings.previous}
        onClick={() => {
          go(index - 1);
        }}
      />
      <NumberField
        label={strings.testImage}
        title={strings.testImageOf(formatCount(count - 1))}
        value={index}
        most={count - 1}
        onChange={onIndex}
      />
      <IconButton
        icon="next"
        label={strings.next}
        onClick={() => {
          go(index + 1);
        }}
      />
      <Button
        label={strings.random}
        title={strings.randomHint}
        onClick={() => {
          go(Math.floor(Math.random() * count));
        }}
      />
    </div>
  );
}
