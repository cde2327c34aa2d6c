import { formatWeight } from '../../format';
import { axes, type Look, type Metric, metrics, STRONGEST_SMOOTHING } from '../../host';
import { isRestless } from './shown-curves';
import { strings } from './strings';

interface ControlsProps {
  readonly look: Look;
  readonly onLook: (look: Look) => void;
  /** Null while all is seen. */
  readonly onResetZoom: (() => void) | null;
}

/** What the curves show, and how. */
export function Controls({ look, onLook, onResetZoom }: ControlsProps) {
  const { metric, axis, logarithmic, smoothing } = look;
  return (
    <div class="controls">
      <select
        class="select"
        aria-label={strings.metric}
        value={metric}
        onChange={({ currentTarget }) => {
          onLook({ ...look, metric: currentTarget.value as Metric });
        }}
      >
        {metrics.map((choice) => (
          <option key={choice} value={choice}>
            {strings.metrics[choice]}
          </option>
        ))}
      </select>
      {metric !== 'testAccuracy' && (
        <label class="check">
          <input
            type="checkbox"
            checked={logarithmic}
            onChange={({ currentTarget }) => {
              onLook({ ...look, logarithmic: currentTarget.checked });
            }}
          />
          {strings.logarithmic}
        </label>
      )}
      <div class="segments" role="radiogroup" aria-label={strings.axis}>
        {axes.map((choice) => (
          <label key={choice} class="segment">
            <input
              type="radio"
              name="axis"
              checked={axis === choice}
              onChange={() => {
                onLook({ ...look, axis: choice });
              }}
            />
            <span>{strings.axes[choice]}</span>
          </label>
        ))}
      </div>
      {isRestless(look) && (
        <label class="smoothing">
          {strings.smoothing}
          <input
            type="range"
            min={0}
            max={STRONGEST_SMOOTHING}
            step={0.01}
            value={smoothing}
            aria-valuetext={smoothing === 0 ? strings.smoothingOff : formatWeight(smoothing)}
            onInput={({ currentTarget }) => {
              onLook({ ...look, smoothing: currentTarget.valueAsNumber });
            }}
          />
          <output aria-hidden="true">
            {smoothing === 0 ? strings.smoothingOff : formatWeight(smoothing)}
          </output>
        </label>
      )}
      {isRestless(look) && smoothing > 0 && <p class="quiet smoothed">{strings.smoothed}</p>}
      {onResetZoom === null ? (
        <p class="zoom quiet">{strings.zoomHint}</p>
      ) : (
        <button type="button" class="zoom button" onClick={onResetZoom}>
          {strings.resetZoom}
        </button>
      )}
    </div>
  );
}
