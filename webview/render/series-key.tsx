import { dashes, type Theme } from './theme';

/** A short piece of a network's line, beside its name. */
export function SeriesKey({ index, theme }: { readonly index: number; readonly theme: Theme }) {
  return (
    <StrokeKey
      color={theme.series[index % theme.series.length]!}
      width={2.5}
      dash={dashes[index % dashes.length]!}
    />
  );
}

interface StrokeKeyProps {
  readonly color: string;
  readonly width: number;
  readonly dash: readonly number[];
}

/** A short piece of any line. */
export function StrokeKey({ color, width, dash }: StrokeKeyProps) {
  return (
    <svg class="series-key" width="22" height="8" viewBox="0 0 22 8" aria-hidden="true">
      <line
        x1="1"
        x2="21"
        y1="4"
        y2="4"
        stroke={color}
        stroke-width={width}
        stroke-dasharray={dash.join(' ')}
      />
    </svg>
  );
}
