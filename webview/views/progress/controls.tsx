import { useRef, useState } from 'preact/hooks';
import type { Part } from '#shared/part';
import { formatWeight } from '../../format';
import { axes, type ViewState, metrics, STRONGEST_SMOOTHING } from '../../host';
import { Button, Checkbox, Dropdown, IconButton, RadioGroup } from '../../toolkit';
import { useDismiss } from '../../use-dismiss';
import { metricName } from './metric-name';
import { isRestless } from './shown-curves';
import { strings } from './strings';

interface ControlsProps {
  /** The images that are judged after each epoch. */
  readonly part: Part;
  readonly viewState: ViewState;
  readonly onViewState: (viewState: ViewState) => void;
  /** Null while all is seen. */
  readonly onResetZoom: (() => void) | null;
}

/** What the curves show, and how: one row, in which the options fold into a button where it is narrow. */
export function Controls({ part, viewState, onViewState, onResetZoom }: ControlsProps) {
  const { metric } = viewState;
  return (
    <div class="controls">
      <Dropdown
        label={strings.metric}
        options={metrics.map((value) => ({ value, text: metricName(value, part) }))}
        value={metric}
        onChange={(chosen) => {
          onViewState({ ...viewState, metric: chosen });
        }}
      />
      <Options viewState={viewState} onViewState={onViewState} />
      {onResetZoom === null ? (
        <p class="zoom quiet">{strings.zoomHint}</p>
      ) : (
        <Button
          icon="zoomOut"
          class="zoom compact"
          label={strings.resetZoom}
          title={strings.resetZoom}
          onClick={onResetZoom}
        />
      )}
    </div>
  );
}

function Options({ viewState, onViewState }: Omit<ControlsProps, 'part' | 'onResetZoom'>) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLElement>(null);
  const close = (): void => {
    setOpen(false);
  };
  useDismiss(box, open, close);
  const { metric, axis, logarithmic, smoothing } = viewState;
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
      <IconButton
        button={button}
        icon="options"
        class="options-button"
        label={strings.options}
        expanded={open}
        onClick={() => {
          setOpen(!open);
        }}
      />
      <div class="options-list" role="group" aria-label={strings.options}>
        <RadioGroup
          label={strings.axis}
          options={axes.map((value) => ({ value, text: strings.axes[value] }))}
          value={axis}
          onChange={(chosen) => {
            onViewState({ ...viewState, axis: chosen });
          }}
        />
        {metric !== 'testAccuracy' && (
          <Checkbox
            label={strings.logarithmic}
            checked={logarithmic}
            onChange={(checked) => {
              onViewState({ ...viewState, logarithmic: checked });
            }}
          />
        )}
        {isRestless(viewState) && (
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
                onViewState({ ...viewState, smoothing: currentTarget.valueAsNumber });
              }}
            />
            <output aria-hidden="true">
              {smoothing === 0 ? strings.smoothingOff : formatWeight(smoothing)}
            </output>
          </label>
        )}
        {isRestless(viewState) && smoothing > 0 && <p class="quiet smoothed">{strings.smoothed}</p>}
      </div>
    </div>
  );
}
