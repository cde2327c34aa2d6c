import { useMemo, useRef, useState } from 'preact/hooks';
import type { FilterPictures } from '#shared/protocol/events';
import type { ActivationMaps } from '#shared/protocol/questions';
import { formatResponse, formatCount, formatSigned } from '../../format';
import type { Rgb } from '../../render/color';
import { PixelPicture } from '../../render/pixel-picture';
import { gradientOf, heatColor, signedColor } from '../../render/scales';
import { FilterDetails } from './filter-details';
import {
  byResponse,
  colorFilterPicture,
  filterPicture,
  filterPlanes,
  magnitudeOf,
  type Plane,
  rangeOf,
  responsePicture,
  responsePlane,
  strongest,
  weightsColor,
} from './planes';
import { strings } from './strings';

interface FiltersProps {
  /** The layer's name. */
  readonly layer: string;
  readonly filters: FilterPictures;
  /** Filters that the convolution has; not all of many are in `filters`. */
  readonly count: number;
  /** Their channels are red, green and blue of the image. */
  readonly colored: boolean;
  readonly maps: ActivationMaps | null;
  readonly sorted: boolean;
}

/** Pixels of the page that a filter is about as wide as. */
const WIDTH = 36;

/** The filters of one convolution, each beside what it responds to. */
export function Filters({ layer, filters, count, colored, maps, sorted }: FiltersProps) {
  const grid = useRef<HTMLDivElement>(null);
  const [stop, setStop] = useState(0);
  const [opened, setOpened] = useState<number | null>(null);
  const magnitude = useMemo(() => magnitudeOf(filters.values), [filters]);
  const range = useMemo(() => (maps === null ? null : rangeOf(maps.values)), [maps]);
  const all = Array.from({ length: filters.count }, (_, filter) => filter);
  const order = sorted && maps !== null ? byResponse(maps, filters.count) : all;

  function onKeyDown(event: KeyboardEvent): void {
    const buttons = Array.from(grid.current!.children) as HTMLElement[];
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    const columns = buttons.filter(({ offsetTop }) => offsetTop === buttons[0]!.offsetTop).length;
    const targets: Record<string, number> = {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      ArrowUp: at - columns,
      ArrowDown: at + columns,
      Home: 0,
      End: buttons.length - 1,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    buttons[target]?.focus();
  }

  return (
    <div class="filters">
      <div
        ref={grid}
        class="filter-grid"
        role="group"
        aria-label={strings.filtersOf(layer)}
        onKeyDown={onKeyDown}
      >
        {order.map((filter) => (
          <Filter
            key={filter}
            filter={filter}
            filters={filters}
            magnitude={magnitude}
            colored={colored}
            maps={maps}
            range={range}
            opened={filter === opened}
            tabIndex={filter === stop ? 0 : -1}
            onFocus={() => {
              setStop(filter);
            }}
            onToggle={() => {
              setOpened(filter === opened ? null : filter);
            }}
          />
        ))}
      </div>
      {opened !== null && opened < filters.count && (
        <FilterDetails
          key={opened}
          filter={opened}
          planes={filterPlanes(filters, opened)}
          magnitude={magnitude}
          response={responseOf(maps, opened)}
          range={range}
          onClose={() => {
            grid.current!.querySelector<HTMLElement>('[aria-expanded="true"]')?.focus();
            setOpened(null);
          }}
        />
      )}
      <p class="scale-keys quiet">
        <ScaleKey
          name={colored ? strings.weightsInColors : strings.weights}
          least={formatSigned(-magnitude)}
          most={formatSigned(magnitude)}
          gradient={gradientOf(colored ? greyOf : signedColor, -1)}
        />
        {range !== null && (
          <ScaleKey
            name={strings.response}
            least={formatResponse(range[0])}
            most={formatResponse(range[1])}
            gradient={gradientOf(heatColor, 0)}
          />
        )}
        {filters.count < count && (
          <span>{strings.firstOf(formatCount(filters.count), formatCount(count))}</span>
        )}
      </p>
    </div>
  );
}

interface FilterProps {
  readonly filter: number;
  readonly filters: FilterPictures;
  readonly magnitude: number;
  readonly colored: boolean;
  readonly maps: ActivationMaps | null;
  readonly range: readonly [number, number] | null;
  readonly opened: boolean;
  readonly tabIndex: number;
  readonly onFocus: () => void;
  readonly onToggle: () => void;
}

function Filter(props: FilterProps) {
  const { filter, filters, magnitude, colored, maps, range } = props;
  const planes = useMemo(() => filterPlanes(filters, filter), [filters, filter]);
  const weights = useMemo(
    () => (colored ? colorFilterPicture : filterPicture)(planes, magnitude),
    [planes, magnitude, colored],
  );
  const response = useMemo(() => responseOf(maps, filter), [maps, filter]);
  const answer = useMemo(
    () => (response === null || range === null ? null : responsePicture(response, range)),
    [response, range],
  );
  const peak = response === null ? null : strongest([response], (value) => value);
  const label = [
    strings.filterLabel(filter + 1, strongest(planes, Math.abs), filters.channels),
    ...(peak === null ? [] : [strings.responseLabel(peak)]),
  ].join('; ');
  return (
    <button
      type="button"
      class="filter"
      aria-label={label}
      title={label}
      aria-expanded={props.opened}
      tabIndex={props.tabIndex}
      onFocus={props.onFocus}
      onClick={props.onToggle}
    >
      {/* Whole pixels for each weight keep them equally large. */}
      <PixelPicture picture={weights} scale={Math.max(1, Math.round(WIDTH / weights.width))} />
      {answer !== null && <PixelPicture picture={answer} />}
    </button>
  );
}

/** A weight that is the same for red, green and blue. */
function greyOf(weight: number): Rgb {
  return weightsColor([weight, weight, weight], 1)!;
}

function responseOf(maps: ActivationMaps | null, filter: number): Plane | null {
  return maps === null || filter >= maps.channels ? null : responsePlane(maps, filter);
}

interface ScaleKeyProps {
  readonly name: string;
  readonly least: string;
  readonly most: string;
  readonly gradient: string;
}

function ScaleKey({ name, least, most, gradient }: ScaleKeyProps) {
  return (
    <span class="scale-key">
      {name} {least}
      <span class="scale" style={{ backgroundImage: gradient }} />
      {most}
    </span>
  );
}
