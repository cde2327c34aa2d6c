import type { Look } from '../../host';
import { StrokeKey } from '../../render/series-key';
import type { Theme } from '../../render/theme';
import type { Curve } from './curves';
import { readingsAt } from './readings';
import { strokeOf } from './shown-curves';
import { strings } from './strings';

interface LegendProps {
  /** Of what the values are. */
  readonly name: string;
  readonly curves: readonly Curve[];
  readonly cursor: number | null;
  readonly look: Look;
  readonly theme: Theme;
  readonly onLook: (look: Look) => void;
}

/** All curves with their values; each can be switched off. */
export function Legend({ name, curves, cursor, look, theme, onLook }: LegendProps) {
  const { hidden } = look;
  return (
    <div class="legend" role="group" aria-label={strings.legend}>
      <span class="legend-position">{name}</span>
      {readingsAt(curves, cursor, look).map(({ curve, label, text }) => {
        const on = !hidden.includes(curve.key);
        const { color, width, dash } = strokeOf(curve, theme);
        return (
          <button
            key={curve.key}
            type="button"
            class="legend-item"
            aria-pressed={on}
            onClick={() => {
              const others = hidden.filter((key) => key !== curve.key);
              onLook({ ...look, hidden: on ? [...others, curve.key] : others });
            }}
          >
            <StrokeKey color={color} width={width + 0.75} dash={dash} />
            <span class="legend-label">{label}</span> <strong>{text}</strong>
          </button>
        );
      })}
    </div>
  );
}
