import type { Theme } from '../../webview/render/theme';

/** VS Code's dark theme, as far as pictures need it; the name of its font wants its quotes escaped. */
export const sampleTheme: Theme = {
  background: [31, 31, 31],
  foreground: '#cccccc',
  grid: 'rgb(60, 60, 60)',
  right: [55, 148, 255],
  wrong: [241, 76, 76],
  series: ['#3794ff', '#cca700', '#b180d7'],
  fontFamily: '"Segoe UI", sans-serif',
};
