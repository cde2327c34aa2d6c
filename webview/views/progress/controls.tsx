import { useRef, useState } from 'preact/hooks';
import { formatWeight } from '../../format';
import { axes, type Look, type Metric, metrics, STRONGEST_SMOOTHING } from '../../host';
import { Icon } from '../../render/icon';
import { Segments } from '../../render/segments';
import { useDismiss } from '../../use-dismiss';
import { isRestless } from './shown-curves';
import { strings } from './strings';

interface ControlsProps {
  readonly look: Look;
  readonly onLook: (look: Look) => void;
  /** Null while all is seen. */
  readonly onResetZoom: (() => void) | null;
}

/** What the curves show, and how: one row, in which the options fold into a button where it is narrow. */
export function Controls({ look, onLook, onResetZoom }: ControlsProps) {
  const { metric } = look;
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
      <Options look={look} onLook={onLook} />
      {onResetZoom === null ? (
        <p class="zoom quiet">{strings.zoomHint}</p>
      ) : (
        <button
          type="button"
          class="zoom button"
          aria-label={strings.resetZoom}
          title={strings.resetZoom}
          onClick={onResetZoom}
        >
          <Icon name="zoomOut" />
          <span class="button-words">{strings.resetZoom}</span>
        </button>
      )}
    </div>
  );
}

function Options({ look, onLook }: Omit<ControlsProps, 'onResetZoom'>) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = (): void => {
    setOpen(false);
  };
  useDismiss(box, open, close);
  const { metric, axis, logarithmic, smoothing } = look;
  return (
    <div
      ref={box}
      class={open ? 'options open' : 'options'}
      onKeyDown={({ key }) => {
        if (key !== 'Escape' || !open) return;
        close();
        button.current!.focus();
      }}
    >
      <button
        ref={button}
        type="button"
        class="icon-button options-button"
        aria-label={strings.options}
        title={strings.options}
        aria-expanded={open}
        onClick={() => {
          setOpen(!open);
        }}
      >
        <Icon name="options" />
      </button>
      <div class="options-list" role="group" aria-label={strings.options}>
        <Segments
          label={strings.axis}
          options={axes.map((value) => ({ value, text: strings.axes[value] }))}
          value={axis}
          onChange={(chosen) => {
            onLook({ ...look, axis: chosen });
          }}
        />
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
      </div>
    </div>
  );
}
