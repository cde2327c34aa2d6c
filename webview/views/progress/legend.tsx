import type { Look } from '../../host';
import { StrokeKey } from '../../render/series-key';
import type { Theme } from '../../render/theme';
import type { Curve } from './curves';
import { formatValue, readingsAt } from './readings';
import { strokeOf } from './shown-curves';
import { strings } from './strings';

interface LegendProps {
  /** Of what the values are. */
  readonly name: string;
  readonly curves: readonly Curve[];
  /** The curves of test accuracy, for what came of the networks: it stands beside any loss. */
  readonly results: readonly Curve[];
  readonly cursor: number | null;
  readonly look: Look;
  readonly theme: Theme;
  readonly onLook: (look: Look) => void;
}

/** All curves with their values, and the networks' results; each can be switched off. */
export function Legend({ name, curves, results, cursor, look, theme, onLook }: LegendProps) {
  const { hidden, metric } = look;
  const accuracies = new Map(
    metric === 'testAccuracy'
      ? []
      : readingsAt(results, cursor, { ...look, metric: 'testAccuracy' }).flatMap(
          ({ curve, value }) => (value === null ? [] : [[curve.key, value]]),
        ),
  );
  return (
    <div class="legend" role="group" aria-label={strings.legend}>
      <p class="legend-head">
        <span class="legend-position">{name}</span>
        {accuracies.size > 0 && <span>{strings.metrics.testAccuracy}</span>}
      </p>
      <div class="legend-items">
        {readingsAt(curves, cursor, look).map(({ curve, label, text }) => {
          const on = !hidden.includes(curve.key);
          const { color, width, dash } = strokeOf(curve, theme);
          const accuracy = accuracies.get(curve.key);
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
              <span class="legend-label" title={label}>
                {label}
              </span>{' '}
              <span class="legend-value">{text}</span>{' '}
              {accuracy !== undefined && (
                <span class="legend-result">{formatValue('testAccuracy', accuracy)}</span>
              )}
            </button>
          );
        })}
      </div>
    </div>
  );
}
