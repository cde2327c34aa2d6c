import { useState } from 'preact/hooks';
import type { RunState } from '../../extension/protocol/run-state';
import { formatCount, formatLoss, formatSeconds } from '../format';
import type { Look } from '../host';
import { LineChart } from '../render/line-chart';
import { SeriesKey } from '../render/series-key';
import type { Theme } from '../render/theme';
import { lossSeries } from '../series';
import { strings } from '../strings';

interface LossesProps {
  readonly state: RunState;
  readonly theme: Theme;
  readonly look: Look;
  readonly onLook: (look: Look) => void;
}

/** Loss curves of all networks over one axis, with the values under the mouse or the latest ones. */
export function Losses({ state, theme, look, onLook }: LossesProps) {
  const [hovered, setHovered] = useState<number | null>(null);
  const { x, series } = lossSeries(state, look.horizontal);
  const at = hovered === null || hovered >= x.length ? null : hovered;
  const position = at === null ? null : formatCount(x[at]!);
  const values = series.map(({ label, values: losses }) => {
    const loss = losses[at ?? losses.length - 1];
    return { label, text: loss === undefined ? '–' : formatLoss(loss) };
  });
  return (
    <section class="card">
      <h2>{strings.losses}</h2>
      <div class="controls">
        <vscode-radio-group
          value={look.horizontal}
          aria-label={strings.lossOf}
          onChange={(event) => {
            const { value } = event.target as HTMLInputElement;
            if (value === 'batch' || value === 'epoch') onLook({ ...look, horizontal: value });
          }}
        >
          <vscode-radio value="batch" checked={look.horizontal === 'batch'}>
            {strings.byBatch}
          </vscode-radio>
          <vscode-radio value="epoch" checked={look.horizontal === 'epoch'}>
            {strings.byEpoch}
          </vscode-radio>
        </vscode-radio-group>
        <vscode-checkbox
          checked={look.logarithmic}
          onChange={(event) => {
            const { checked } = event.target as HTMLInputElement;
            if (checked !== look.logarithmic) onLook({ ...look, logarithmic: checked });
          }}
        >
          {strings.logarithmic}
        </vscode-checkbox>
      </div>
      <LineChart
        x={x}
        series={series}
        xLabel={look.horizontal === 'batch' ? 'batch' : 'epoch'}
        logarithmic={look.logarithmic}
        theme={theme}
        label={strings.chartLabel(values.map(({ label, text }) => `${label} ${text}`).join(', '))}
        format={formatLoss}
        onHover={setHovered}
      />
      <ul class="legend">
        <li class="legend-position">
          {position === null
            ? strings.latest
            : look.horizontal === 'batch'
              ? strings.atBatch(position)
              : strings.atEpoch(position)}
        </li>
        {values.map(({ label, text }, index) => (
          <li key={label}>
            <SeriesKey index={index} theme={theme} />
            {label} <strong>{text}</strong>
          </li>
        ))}
      </ul>
      {state.epochs.length > 0 && <EpochTable state={state} />}
    </section>
  );
}

/** The notebook's table: mean losses side by side, and what each network's epoch took. */
function EpochTable({ state }: { readonly state: RunState }) {
  const ids = state.run.models.map(({ id }) => id);
  return (
    <div class="scroll">
      <table class="epochs">
        <caption>{strings.epochTable}</caption>
        <thead>
          <tr>
            <th scope="col">{strings.epoch}</th>
            {ids.map((id) => (
              <th scope="col" key={id}>
                {id}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {state.epochs.map(({ epoch, losses, seconds }) => (
            <tr key={epoch}>
              <th scope="row">{epoch}</th>
              {ids.map((id) => (
                <td key={id}>
                  {formatLoss(losses[id] ?? NaN)}
                  <span class="quiet seconds"> {formatSeconds(seconds[id] ?? NaN)}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
