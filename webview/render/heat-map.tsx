import { mix, readableOn, toCss } from './color';
import { heatStrengths } from './heat';
import type { Theme } from './theme';

interface Figures {
  readonly short: string;
  readonly long: string;
  readonly values: readonly string[];
  readonly title: (index: number) => string;
}

interface HeatMapProps {
  readonly caption: string;
  readonly classes: readonly string[];
  readonly counts: readonly (readonly number[])[];
  readonly theme: Theme;
  readonly cellLabel: (row: string, column: string, count: number) => string;
  readonly format: (count: number) => string;
  /** A last column and a last row of figures, with their headings. */
  readonly rowFigures: Figures;
  readonly columnFigures: Figures;
}

/** More classes than this leave no room for numbers and names: they are told on hover and to screen readers. */
const READABLE = 16;
/** Characters of a class's name that fit beside its row without a column of their own. */
const SHORT_NAME = 3;

/** A square matrix of counts as a table whose cells are coloured by size. */
export function HeatMap(props: HeatMapProps) {
  const { classes, counts, theme, rowFigures, columnFigures } = props;
  const strengths = heatStrengths(counts);
  const dense = classes.length > READABLE;
  const named = !dense && classes.some((name) => name.length > SHORT_NAME);
  const spoken = dense ? 'spoken' : '';
  return (
    <table
      class={`heat-map ${dense ? 'dense' : ''} ${named ? 'named' : ''}`}
      style={{ '--classes': classes.length }}
    >
      <caption>{props.caption}</caption>
      <thead>
        <tr>
          <td class="corner" />
          {classes.map((name) => (
            <th scope="col" key={name} title={name}>
              <span class={spoken}>{name}</span>
            </th>
          ))}
          <th scope="col" class="figure">
            <abbr class={spoken} title={rowFigures.long}>
              {rowFigures.short}
            </abbr>
          </th>
        </tr>
      </thead>
      <tbody>
        {counts.map((row, i) => (
          <tr key={classes[i]}>
            <th scope="row" title={classes[i]}>
              <span class={spoken}>{classes[i]}</span>
            </th>
            {row.map((count, j) => {
              const hue = i === j ? theme.right : theme.wrong;
              const background = mix(theme.background, hue, strengths[i]![j]!);
              const style =
                count === 0
                  ? {}
                  : { backgroundColor: toCss(background), color: toCss(readableOn(background)) };
              const label = props.cellLabel(classes[i]!, classes[j]!, count);
              return (
                <td key={classes[j]} class={i === j ? 'right' : ''} style={style} title={label}>
                  <span class={dense ? spoken : count === 0 ? 'zero' : ''}>
                    {props.format(count)}
                  </span>
                </td>
              );
            })}
            <td class="figure" title={rowFigures.title(i)}>
              <span class={spoken}>{rowFigures.values[i]}</span>
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" class="figure">
            <abbr class={spoken} title={columnFigures.long}>
              {columnFigures.short}
            </abbr>
          </th>
          {columnFigures.values.map((value, j) => (
            <td key={classes[j]} class="figure" title={columnFigures.title(j)}>
              <span class={spoken}>{value}</span>
            </td>
          ))}
          <td />
        </tr>
      </tfoot>
    </table>
  );
}
