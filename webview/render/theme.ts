import { mix, parseColor, type Rgb, toCss } from './color';
import { seriesColors } from './series-colors';

/** Colours of the editor's theme that scripts need; everything else takes them in CSS. */
export interface Theme {
  readonly background: Rgb;
  readonly foreground: string;
  readonly grid: string;
  readonly right: Rgb;
  readonly wrong: Rgb;
  readonly series: readonly string[];
  /** For text on a canvas, which knows no CSS variables. */
  readonly fontFamily: string;
}

/** Networks are told apart by dashes too, never by colour alone. */
export const dashes: readonly (readonly number[])[] = [
  [],
  [7, 4],
  [2, 3],
  [9, 3, 2, 3],
  [14, 4],
  [4, 2],
  [9, 3, 2, 3, 2, 3],
  [1, 5],
  [14, 3, 5, 3],
  [5, 7],
];
const chartColors = ['blue', 'yellow', 'purple', 'green', 'red', 'orange'];
const terminalColors = ['Cyan', 'Magenta'];

export function readTheme(): Theme {
  const style = getComputedStyle(document.body);
  const read = (name: string, fallback: string): string =>
    style.getPropertyValue(`--vscode-${name}`).trim() || fallback;
  const background = parseColor(read('sideBar-background', read('editor-background', '#1f1f1f')));
  const foreground = read('foreground', '#cccccc');
  const chart = (name: string): Rgb => parseColor(read(`charts-${name}`, '#3794ff'));
  const themed = [
    ...chartColors.map(chart),
    ...terminalColors.map((name) => parseColor(read(`terminal-ansi${name}`, foreground))),
    parseColor(foreground),
  ];
  return {
    background,
    foreground,
    // Faint in every theme; borders of the high-contrast ones would outshine the curves.
    grid: toCss(mix(background, parseColor(foreground), 0.18)),
    right: chart('blue'),
    wrong: chart('red'),
    series: seriesColors(themed, background).map(toCss),
    fontFamily: style.fontFamily,
  };
}

/** Calls back when the editor's theme changes: the host swaps classes and variables. */
export function onThemeChange(listener: () => void): void {
  const observer = new MutationObserver(listener);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
}
