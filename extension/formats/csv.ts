export type CsvCell = string | number | null;

/** RFC 4180: CRLF, quotes where needed; numbers in full precision with a dot; null as an empty field. */
export function toCsv(rows: readonly (readonly CsvCell[])[]): string {
  return rows.map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

/** What spreadsheets take for the beginning of a formula, wide forms included; some skip blanks before it. */
const FORMULA = /^\s*[=+\-@\t\r\n＝＋－＠]/;

/** Words stay words: an apostrophe, which spreadsheets do not show, keeps them from being computed. */
function field(cell: CsvCell): string {
  const words = typeof cell === 'string' && FORMULA.test(cell) ? `'${cell}` : cell;
  const text = words === null ? '' : String(words);
  // Where a comma is in numbers, spreadsheets part fields at semicolons.
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
