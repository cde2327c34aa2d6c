import type { Metric } from '../../host';
import { StrokeKey } from '../../render/series-key';
import type { Theme } from '../../render/theme';
import { ranked, type Reading } from './readings';
import { lineStyleOf } from './shown-curves';
import { strings } from './strings';

interface TooltipProps {
  readonly name: string;
  readonly readings: readonly Reading[];
  readonly metric: Metric;
  /** The cursor's distance in pixels, and the width of all that there is to lie over. */
  readonly left: number;
  readonly width: number;
  readonly theme: Theme;
}

/** Pixels between the cursor's line and the box. */
const GAP = 12;

/** With more lines than this, remarks would hide the curves. */
const ROOMY = 5;
/** More lines would be taller than the chart: the legend has them all. */
const LINES = 12;

/** The values at the cursor, best first. The chart's own text says the same to screen readers. */
export function Tooltip({ name, readings, metric, left, width, theme }: TooltipProps) {
  const roomy = readings.length <= ROOMY;
  // On the side where there is more room.
  const room = Math.max(left, width - left) - GAP;
  const side =
    left > width / 2 ? { right: `calc(100% - ${left - GAP}px)` } : { left: `${left + GAP}px` };
  const style = { ...side, maxWidth: `${room}px` };
  return (
    <div class="tooltip" style={style} aria-hidden="true">
      <p class="tooltip-name">{name}</p>
      <table>
        <tbody>
          {ranked(readings, metric)
            .slice(0, LINES)
            .map(({ curve, label, text, remark }) => {
              const { color, width: stroke, dash } = lineStyleOf(curve, theme);
              return (
                <tr key={curve.key}>
                  <td class="tooltip-label">
                    <StrokeKey color={color} width={stroke + 0.75} dash={dash} />
                    {label}
                  </td>
                  <td class="tooltip-value">{text}</td>
                  {remark !== '' && roomy && <td class="quiet">{remark}</td>}
                </tr>
              );
            })}
        </tbody>
      </table>
      {readings.length > LINES && <p class="quiet">{strings.andMore(readings.length - LINES)}</p>}
    </div>
  );
}
