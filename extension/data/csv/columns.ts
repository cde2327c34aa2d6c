import { CsvScanner } from './scanner';

const SEPARATORS = [',', '\t', ';', '|', ' '];
const LABEL = /^(label|labels|class|target|y|category|digit)$/i;
/** Numbers of rows, which NumPy and pandas write. */
const NUMBER = /^(|id|index|image_?id|row_?id|unnamed: ?0)$/i;

/** How a file's columns are to be read. */
export interface Columns {
  readonly separator: number;
  /** The first line has names. */
  readonly header: boolean;
  readonly count: number;
  /** Null where no column has labels. */
  readonly label: number | null;
  /** A column that only counts rows; null where none does. */
  readonly skipped: number | null;
  /** Those that remain. */
  readonly pixels: number;
}

/**
 * Tells columns from the beginning of a file. Labels have a column of that name, or the first or last: the one with
 * texts, or else that with fewer values, but none that most rows have (a corner of images is black more often than not).
 * @returns null where the text is no table
 */
export function columnsOf(beginning: Uint8Array, whole: boolean): Columns | null {
  const lines = new TextDecoder().decode(beginning).split('\n', 2);
  const [first = ''] = lines;
  const separator = SEPARATORS.map((each) => ({ each, times: first.split(each).length })).reduce(
    (best, next) => (next.times > best.times ? next : best),
  );
  if (separator.times < 2) return null;
  const rows = rowsOf(beginning, separator.each.charCodeAt(0), whole);
  const [names = []] = rows;
  const header = names.some((name) => !isNumber(name)) && names.filter(isNumber).length <= 1;
  const body = header ? rows.slice(1) : rows;
  const count = names.length;
  const skipped = header
    ? nullIfMissing(names.findIndex((name, i) => i === 0 && NUMBER.test(name)))
    : null;
  const label = labelColumn(header ? names : [], body, count, skipped);
  const pixels = count - Number(label !== null) - Number(skipped !== null);
  return { separator: separator.each.charCodeAt(0), header, count, label, skipped, pixels };
}

function labelColumn(
  names: readonly string[],
  body: readonly (readonly string[])[],
  count: number,
  skipped: number | null,
): number | null {
  const named = names.findIndex((name) => LABEL.test(name));
  if (named >= 0) return named;
  const rest = count - Number(skipped !== null);
  // As Kaggle's test.csv: as many columns as a square has pixels, none of them a label.
  if (names.length > 0 && isSquare(rest) && !isSquare(rest - 1)) return null;
  const [first, last] = [skipped === 0 ? 1 : 0, count - 1];
  const [atFirst, atLast] = [countsOf(body, first), countsOf(body, last)];
  const texts = (counts: Counts): boolean => [...counts.keys()].some((value) => !isNumber(value));
  if (texts(atLast) !== texts(atFirst)) return texts(atLast) ? last : first;
  const corner = (counts: Counts): boolean => 2 * Math.max(...counts.values()) > body.length;
  if (corner(atLast)) return first;
  return corner(atFirst) || atLast.size < atFirst.size ? last : first;
}

/** How many rows have which value. */
type Counts = ReadonlyMap<string, number>;

function countsOf(body: readonly (readonly string[])[], column: number): Counts {
  const counts = new Map<string, number>();
  for (const row of body) {
    const value = row[column] ?? '';
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

function isSquare(area: number): boolean {
  return [1, 3].some((channels) => area > 0 && Number.isInteger(Math.sqrt(area / channels)));
}

function nullIfMissing(index: number): number | null {
  return index < 0 ? null : index;
}

function isNumber(text: string): boolean {
  return text !== '' && !Number.isNaN(Number(text));
}

/** The rows of a file's beginning; the last one, which may be cut, is left out unless that is all of the file. */
function rowsOf(beginning: Uint8Array, separator: number, whole: boolean): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const scanner = new CsvScanner(separator, {
    number: (value) => row.push(value.toString()),
    text: (value) => row.push(value),
    row: () => {
      rows.push(row);
      row = [];
    },
  });
  scanner.push(beginning);
  if (whole) scanner.end();
  return rows;
}
