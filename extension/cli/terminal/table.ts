import { stripVTControlCharacters } from 'node:util';

export type Alignment = 'left' | 'right';

/** Lays cells out in columns, two spaces apart. Cells may hold colours. */
export function table(
  rows: readonly (readonly string[])[],
  alignments: readonly Alignment[],
): string[] {
  const widths = alignments.map((_, column) =>
    Math.max(0, ...rows.map((row) => width(row[column] ?? ''))),
  );
  return rows.map((row) =>
    alignments
      .map((alignment, column) => pad(row[column] ?? '', widths[column]!, alignment))
      .join('  ')
      .trimEnd(),
  );
}

/** Characters on the screen. */
export function width(text: string): number {
  return stripVTControlCharacters(text).length;
}

function pad(text: string, size: number, alignment: Alignment): string {
  const space = ' '.repeat(Math.max(0, size - width(text)));
  return alignment === 'left' ? text + space : space + text;
}

/** Breaks a sentence into lines of at most `columns` characters. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
