import stringWidth from 'string-width';

export type Alignment = 'left' | 'right';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * Columns that a text takes on the screen: two for Chinese, Korean or an emoji however many characters it is made
 * of, none for a combining accent or for a colour.
 */
export function columnsOf(text: string): number {
  return stringWidth(text);
}

export function pad(text: string, columns: number, alignment: Alignment): string {
  const space = ' '.repeat(Math.max(0, columns - columnsOf(text)));
  return alignment === 'left' ? text + space : space + text;
}

/** As much of a text without colours as `columns` hold; nothing that is seen as one is cut in two. */
export function cut(text: string, columns: number): string {
  let kept = '';
  let taken = 0;
  for (const { segment } of graphemes.segment(text)) {
    taken += columnsOf(segment);
    if (taken > columns) break;
    kept += segment;
  }
  return kept;
}

/** The same, with an ellipsis for what is gone. */
export function shorten(text: string, columns: number): string {
  return columnsOf(text) <= columns ? text : `${cut(text, columns - 1)}…`;
}

/** Breaks a sentence into lines of at most `columns` columns. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && columnsOf(`${line} ${word}`) > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
