import { toCss } from '../render/color';
import type { Theme } from '../render/theme';
import { document, element, text } from '#shared/svg';

/** Between the content and the edges. */
export const PADDING = 24;

/** A file with a title, in the colours and fonts of a theme. */
export function page(
  title: string,
  width: number,
  height: number,
  theme: Theme,
  ...content: string[]
): string {
  return document(
    width,
    height,
    { 'font-family': theme.fontFamily, 'font-size': 12, fill: theme.foreground },
    element('rect', { width, height, fill: toCss(theme.background) }),
    text({ x: PADDING, y: PADDING + 14, 'font-size': 18, 'font-weight': 600 }, title),
    ...content,
  );
}
