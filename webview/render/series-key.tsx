import { dashes, type Theme } from './theme';

/** A short piece of a network's line, beside its name. */
export function SeriesKey({ index, theme }: { readonly index: number; readonly theme: Theme }) {
  return (
    <svg class="series-key" width="22" height="8" viewBox="0 0 22 8" aria-hidden="true">
      <line
        x1="1"
        x2="21"
        y1="4"
        y2="4"
        stroke={theme.series[index % theme.series.length]}
        stroke-width="2.5"
        stroke-dasharray={dashes[index % dashes.length]!.join(' ')}
      />
    </svg>
  );
}
