import { useMemo, useState } from 'preact/hooks';
import type { RunState } from '../../extension/protocol/run-state';
import { formatCount, formatLoss, formatTick } from '../format';
import type { Look } from '../host';
import { LineChart } from '../render/line-chart';
import { SeriesKey } from '../render/series-key';
import type { Theme } from '../render/theme';
import { lossSeries } from '../series';
import { strings } from '../strings';
import { EpochTable } from './epoch-table';

interface LossesProps {
  readonly state: RunState;
  readonly theme: Theme;
  readonly look: Look;
  readonly onLook: (look: Look) => void;
}

/** Loss curves of all networks over one axis, with the values under the cursor or the latest ones. */
export function Losses({ state, theme, look, onLook }: LossesProps) {
  const [hovered, setHovered] = useState<number | null>(null);
  const { horizontal, logarithmic } = look;
  const { x, series } = useMemo(() => lossSeries(state, horizontal), [state, horizontal]);
  const { epochs, tests, run } = state;
  const table = useMemo(
    () =>
      epochs.length > 0 && <EpochTable epochs={epochs} tests={tests} models={run.config.models} />,
    [epochs, tests, run],
  );
  const at = hovered === null || hovered >= x.length ? null : hovered;
  const place = placeName(at === null ? null : x[at]!, horizontal);
  const values = series.map(({ label, values: losses }) => {
    return { label, text: formatLoss(losses[at ?? losses.length - 1]) };
  });
  return (
    <section class="card">
      <h2>{strings.losses}</h2>
      <div class="controls">
        <vscode-radio-group
          value={horizontal}
          aria-label={strings.lossOf}
          onChange={(event) => {
            const { value } = event.target as HTMLInputElement;
            if (value === 'batch' || value === 'epoch') onLook({ ...look, horizontal: value });
          }}
        >
          <vscode-radio value="batch" checked={horizontal === 'batch'}>
            {strings.byBatch}
          </vscode-radio>
          <vscode-radio value="epoch" checked={horizontal === 'epoch'}>
            {strings.byEpoch}
          </vscode-radio>
        </vscode-radio-group>
        <vscode-checkbox
          checked={logarithmic}
          onChange={(event) => {
            const { checked } = event.target as HTMLInputElement;
            if (checked !== logarithmic) onLook({ ...look, logarithmic: checked });
          }}
        >
          {strings.logarithmic}
        </vscode-checkbox>
      </div>
      <div class="losses">
        <div class="curves">
          {x.length === 0 ? (
            <p class="chart-empty quiet">{strings.noEpoch}</p>
          ) : (
            <LineChart
              x={x}
              series={series}
              xLabel={horizontal === 'batch' ? strings.batchAxis : strings.epochAxis}
              logarithmic={logarithmic}
              dots={horizontal === 'epoch' && x.length <= 60}
              theme={theme}
              label={strings.chartLabel}
              valueText={`${place}: ${values.map(({ label, text }) => `${label} ${text}`).join(', ')}`}
              hovered={at}
              formatTick={formatTick}
              onHover={setHovered}
            />
          )}
          <ul class="legend">
            <li class="legend-position">{place}</li>
            {values.map(({ label, text }, index) => (
              <li key={label}>
                <SeriesKey index={index} theme={theme} />
                {label} <strong>{text}</strong>
              </li>
            ))}
          </ul>
        </div>
        {table}
      </div>
    </section>
  );
}

function placeName(position: number | null, horizontal: Look['horizontal']): string {
  if (position === null) return strings.latest;
  const name = horizontal === 'batch' ? strings.atBatch : strings.atEpoch;
  return name(formatCount(position));
}
