import { formatCount } from '../../format';
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
      <button
        type="button"
        class="plain"
        aria-label={strings.previous}
        title={strings.previous}
        onClick={() => {
          go(index - 1);
        }}
      >
        ‹
      </button>
      <label>
        <span class="spoken">{strings.testImage}</span>
        <input
          type="number"
          min={0}
          max={count - 1}
          value={index}
          title={strings.testImageOf(formatCount(count - 1))}
          onChange={({ currentTarget }) => {
            const typed = Math.trunc(currentTarget.valueAsNumber);
            if (typed >= 0 && typed < count) onIndex(typed);
            else currentTarget.value = String(index);
          }}
        />
      </label>
      <button
        type="button"
        class="plain"
        aria-label={strings.next}
        title={strings.next}
        onClick={() => {
          go(index + 1);
        }}
      >
        ›
      </button>
      <button
        type="button"
        class="plain"
        title={strings.randomHint}
        onClick={() => {
          go(Math.floor(Math.random() * count));
        }}
      >
        {strings.random}
      </button>
    </div>
  );
}
