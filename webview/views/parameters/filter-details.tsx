import { useState } from 'preact/hooks';
import { formatSigned } from '../../format';
import { readableOn, toCss } from '../../render/color';
import { Button, Dropdown } from '../../toolkit';
import { PixelPicture } from '../../render/pixel-picture';
import { type Plane, responsePicture, strongest, weightColor } from './planes';
import { strings } from './strings';

interface FilterDetailsProps {
  /** From 0. */
  readonly filter: number;
  /** Its channels. */
  readonly planes: readonly Plane[];
  readonly magnitude: number;
  readonly response: Plane | null;
  readonly range: readonly [number, number] | null;
  readonly onClose: () => void;
}

/** The numbers of one filter, and its response large. */
export function FilterDetails(props: FilterDetailsProps) {
  const { filter, planes, magnitude, response, range } = props;
  const [channel, setChannel] = useState(() => (strongest(planes, Math.abs)?.channel ?? 1) - 1);
  const shown = Math.min(channel, planes.length - 1);
  const peak = response === null ? null : strongest([response], (value) => value);
  return (
    <div class="filter-details">
      <div class="filter-heading">
        <strong>{strings.filter(filter + 1)}</strong>
        {planes.length > 1 && (
          <Dropdown
            label={strings.channel}
            options={planes.map((_, i) => ({
              value: String(i),
              text: strings.channelOf(i + 1, planes.length),
            }))}
            value={String(shown)}
            onChange={(value) => {
              setChannel(Number(value));
            }}
          />
        )}
        <Button label={strings.close} onClick={props.onClose} />
      </div>
      <div class="filter-figures">
        <Values
          plane={planes[shown]!}
          magnitude={magnitude}
          label={strings.valuesOf(filter + 1, shown + 1, planes.length)}
        />
        {response !== null && range !== null && (
          <figure>
            <PixelPicture picture={responsePicture(response, range)} />
            {peak !== null && <figcaption class="quiet">{strings.responseLabel(peak)}</figcaption>}
          </figure>
        )}
      </div>
    </div>
  );
}

interface ValuesProps {
  readonly plane: Plane;
  readonly magnitude: number;
  readonly label: string;
}

function Values({ plane: { height, width, values }, magnitude, label }: ValuesProps) {
  return (
    <table class="filter-values" aria-label={label}>
      <tbody>
        {Array.from({ length: height }, (_, row) => (
          <tr key={row}>
            {values.slice(row * width, (row + 1) * width).map((value, column) => {
              const color = weightColor(value, magnitude);
              const style =
                color === null
                  ? {}
                  : { backgroundColor: toCss(color), color: toCss(readableOn(color)) };
              return (
                <td key={column} style={style}>
                  {formatSigned(value)}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
