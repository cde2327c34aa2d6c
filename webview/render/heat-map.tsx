import { useRef, useState } from 'preact/hooks';
import { mix, readableOn, toCss } from './color';
import { type GridCell, cellAfter } from './grid-keys';
import './heat-map.css';
import type { Theme } from './theme';

export interface HeatCell {
  readonly text: string;
  /** What the cell says, in words. */
  readonly label: string;
  /** 0 (empty) to 1 */
  readonly strength: number;
  readonly hue: 'right' | 'wrong';
}

interface Figures {
  readonly short: string;
  readonly long: string;
  readonly values: readonly string[];
  readonly title: (index: number) => string;
}

interface HeatMapProps {
  readonly caption: string;
  readonly rowAxis: string;
  readonly columnAxis: string;
  readonly classes: readonly string[];
  readonly cell: (row: number, column: number) => HeatCell;
  readonly theme: Theme;
  /** A last column and a last row of figures, with their headings. */
  readonly figures?: { readonly rows: Figures; readonly columns: Figures };
  /** The cell whose contents are shown elsewhere. */
  readonly opened: GridCell | null;
  readonly onOpen: (cell: GridCell) => void;
}

/** More classes than this leave no room for numbers and names: they are told on hover, on focus and to screen readers. */
const READABLE = 16;
/** Characters of a class's name that fit beside its row without a column of their own. */
const SHORT_NAME = 3;

/**
 * A square matrix as a grid whose cells are coloured: one stop for the Tab key, arrows between the cells.
 * The cell under the mouse or with the focus is told in words below.
 */
export function HeatMap(props: HeatMapProps) {
  const { classes, theme, figures, opened } = props;
  const [stop, setStop] = useState<GridCell>([0, 0]);
  const [pointed, setPointed] = useState<GridCell | null>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const dense = classes.length > READABLE;
  const named = !dense && classes.some((name) => name.length > SHORT_NAME);
  const spoken = dense ? 'spoken' : '';

  function onKeyDown(event: KeyboardEvent): void {
    const cell = cellOf(event.target);
    if (cell === null) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      props.onOpen(cell);
      return;
    }
    const target = cellAfter(event, cell, classes.length);
    if (target === null) return;
    event.preventDefault();
    body.current!.rows[target[0]]?.cells[target[1] + 1]?.focus();
  }

  return (
    <div class="heat-map-box" style={{ '--classes': classes.length }}>
      <p class="column-axis" aria-hidden="true">
        {props.columnAxis}
      </p>
      <p class="row-axis" aria-hidden="true">
        {props.rowAxis}
      </p>
      <table class={`heat-map ${dense ? 'dense' : ''} ${named ? 'named' : ''}`} role="grid">
        <caption class="spoken">{props.caption}</caption>
        <thead>
          <tr>
            <td class="corner" />
            {classes.map((name) => (
              <th scope="col" key={name} title={name}>
                <span class={spoken}>{name}</span>
              </th>
            ))}
            {figures !== undefined && (
              <th scope="col" class="figure">
                <abbr class={spoken} title={figures.rows.long}>
                  {figures.rows.short}
                </abbr>
              </th>
            )}
          </tr>
        </thead>
        <tbody
          ref={body}
          onKeyDown={onKeyDown}
          onClick={({ target }) => {
            const cell = cellOf(target);
            if (cell !== null) props.onOpen(cell);
          }}
          onFocusIn={({ target }) => {
            const cell = cellOf(target);
            if (cell !== null) setStop(cell);
            setPointed(cell);
          }}
          onFocusOut={() => {
            setPointed(null);
          }}
          onMouseOver={({ target }) => {
            setPointed(cellOf(target));
          }}
          onMouseLeave={() => {
            setPointed(null);
          }}
        >
          {classes.map((name, row) => (
            <tr key={name}>
              <th scope="row" title={name}>
                <span class={spoken}>{name}</span>
              </th>
              {classes.map((predicted, column) => (
                <Cell
                  key={predicted}
                  cell={props.cell(row, column)}
                  right={row === column}
                  opened={isAt(opened, row, column)}
                  stop={isAt(stop, row, column)}
                  dense={dense}
                  theme={theme}
                />
              ))}
              {figures !== undefined && (
                <td class="figure" title={figures.rows.title(row)}>
                  <span class={spoken}>{figures.rows.values[row]}</span>
                </td>
              )}
            </tr>
          ))}
        </tbody>
        {figures !== undefined && (
          <tfoot>
            <tr>
              <th scope="row" class="figure">
                <abbr class={spoken} title={figures.columns.long}>
                  {figures.columns.short}
                </abbr>
              </th>
              {figures.columns.values.map((value, column) => (
                <td key={classes[column]} class="figure" title={figures.columns.title(column)}>
                  <span class={spoken}>{value}</span>
                </td>
              ))}
              <td />
            </tr>
          </tfoot>
        )}
      </table>
      <p class="heat-reading quiet" aria-hidden="true">
        {pointed !== null && props.cell(...pointed).label}
      </p>
    </div>
  );
}

interface CellProps {
  readonly cell: HeatCell;
  readonly right: boolean;
  readonly opened: boolean;
  readonly stop: boolean;
  readonly dense: boolean;
  readonly theme: Theme;
}

function Cell({ cell, right, opened, stop, dense, theme }: CellProps) {
  const { text, label, strength, hue } = cell;
  const background = mix(theme.background, theme[hue], strength);
  const style =
    strength === 0
      ? {}
      : { backgroundColor: toCss(background), color: toCss(readableOn(background)) };
  const classes = [right && 'right', opened && 'opened', strength > 0 && hue === 'wrong' && 'bad'];
  return (
    <td
      class={classes.filter(Boolean).join(' ')}
      style={style}
      tabIndex={stop ? 0 : -1}
      // What is seen is always part of what is said, so that one can speak of it.
      aria-label={label.split(' ').includes(text) ? label : `${text}; ${label}`}
      aria-selected={opened || undefined}
    >
      <span class={dense ? 'spoken' : strength === 0 ? 'zero' : ''}>{text}</span>
    </td>
  );
}

function isAt(cell: GridCell | null, row: number, column: number): boolean {
  return cell?.[0] === row && cell[1] === column;
}

/** Where among the cells an event happened; null in headings and figures. */
function cellOf(target: EventTarget | null): GridCell | null {
  const cell = target instanceof Element ? target.closest('td') : null;
  if (cell === null || cell.classList.contains('figure')) return null;
  return [(cell.parentElement as HTMLTableRowElement).sectionRowIndex, cell.cellIndex - 1];
}
