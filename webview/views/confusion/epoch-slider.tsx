import { useEffect, useState } from 'preact/hooks';
import { IconButton } from '../../toolkit';
import { strings } from './strings';

/** Long enough to see what changes. */
const STEP_MILLISECONDS = 700;

interface EpochSliderProps {
  /** Moments, at least 2. */
  readonly count: number;
  readonly position: number;
  /** The moment in words, and with what there is to say of it. */
  readonly text: string;
  readonly valueText: string;
  readonly onPosition: (position: number) => void;
}

/** Goes through the moments by hand, or by itself from one to the next. */
export function EpochSlider({ count, position, text, valueText, onPosition }: EpochSliderProps) {
  const [playing, setPlaying] = useState(false);
  const last = count - 1;

  useEffect(() => {
    if (!playing) return undefined;
    const timer = setTimeout(() => {
      if (position + 1 >= last) setPlaying(false);
      onPosition(position + 1);
    }, STEP_MILLISECONDS);
    return () => {
      clearTimeout(timer);
    };
    // `onPosition` is another function each time; only a new step waits anew.
  }, [playing, position, last]);

  return (
    <div class="epoch-slider">
      <IconButton
        icon={playing ? 'pause' : 'play'}
        label={playing ? strings.pause : strings.play}
        onClick={() => {
          setPlaying(!playing);
          if (!playing && position === last) onPosition(0);
        }}
      />
      <input
        type="range"
        aria-label={strings.epoch}
        aria-valuetext={valueText}
        min={0}
        max={last}
        value={position}
        onInput={({ currentTarget }) => {
          setPlaying(false);
          onPosition(currentTarget.valueAsNumber);
        }}
      />
      <output>{text}</output>
    </div>
  );
}
