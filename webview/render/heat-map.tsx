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

/** A square matrix of counts as a table whose cells are coloured by size; every number is there to read. */
export function HeatMap(props: HeatMapProps) {
  const { classes, counts, theme, rowFigures, columnFigures } = props;
  const strengths = heatStrengths(counts);
  return (
    <table class="heat-map">
      <caption>{props.caption}</caption>
      <thead>
        <tr>
          <td class="corner" />
          {classes.map((name) => (
            <th scope="col" key={name}>
              {name}
            </th>
          ))}
          <th scope="col" class="figure">
            <abbr title={rowFigures.long}>{rowFigures.short}</abbr>
          </th>
        </tr>
      </thead>
      <tbody>
        {counts.map((row, i) => (
          <tr key={classes[i]}>
            <th scope="row">{classes[i]}</th>
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
                  {count === 0 ? <span class="zero">0</span> : props.format(count)}
                </td>
              );
            })}
            <td class="figure" title={rowFigures.title(i)}>
              {rowFigures.values[i]}
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" class="figure">
            <abbr title={columnFigures.long}>{columnFigures.short}</abbr>
          </th>
          {columnFigures.values.map((value, j) => (
            <td key={classes[j]} class="figure" title={columnFigures.title(j)}>
              {value}
            </td>
          ))}
          <td />
        </tr>
      </tfoot>
    </table>
  );
}
