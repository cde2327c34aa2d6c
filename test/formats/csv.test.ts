import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toCsv } from '../../extension/formats/csv';

test('rows end in CRLF; only fields that need it are quoted, and quotes are doubled (RFC 4180)', () => {
  expect(toCsv([['a', 'b,c', 'd"e', 'f\ng', 'h\ri', ' ']])).toBe(
    'a,"b,c","d""e","f\ng","h\ri", \r\n',
  );
});

test('numbers have a dot and all their digits; what is missing is an empty field', () => {
  expect(toCsv([[1234.5, 0.1 + 0.2, 1e-9, NaN, null, -0.5], [1]])).toBe(
    '1234.5,0.30000000000000004,1e-9,NaN,,-0.5\r\n1\r\n',
  );
});

test.each([
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\n=1',
  ' =1',
  '  =1',
  ' \n\t+1',
  '＝1',
  '＋1',
  '－1',
  '＠x',
])('words that a spreadsheet would compute are text: %j', (words) => {
  const [field] = toCsv([[words]]).split(/\r\n$/);
  // Quoted where a control character is in it: the apostrophe comes first in the field all the same.
  expect(field!.replace(/^"/, '')).toBe(`'${words}${field!.startsWith('"') ? '"' : ''}`);
});

test('words with such a character further on, and negative numbers, are as they were', () => {
  expect(toCsv([['a=b', 'T-shirt', '5+5', 'x@y', '', -1, '3']])).toBe(
    'a=b,T-shirt,5+5,x@y,,-1,3\r\n',
  );
});

test('a field with a semicolon or a tab is quoted: some spreadsheets part fields there', () => {
  expect(toCsv([['a;=1', 'b\t=1']])).toBe('"a;=1","b\t=1"\r\n');
});

/** The fields of a file by RFC 4180's grammar, one character after another. */
function fieldsOf(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (quoted) {
      if (character !== '"') field += character;
      else if (text[i + 1] === '"') field += text[++i]!;
      else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === ',' || text.startsWith('\r\n', i)) {
      row.push(field);
      field = '';
      if (character === ',') continue;
      rows.push(row);
      row = [];
      i++;
    } else field += character;
  }
  expect([quoted, row, field], 'the last row has its end').toEqual([false, [], '']);
  return rows;
}

test('any words and numbers come back from a reader that goes by the grammar alone', () => {
  const signs = fc.constantFrom(
    '"',
    ',',
    ';',
    '\r',
    '\n',
    '\t',
    ' ',
    "'",
    '=',
    '-',
    '@',
    'a',
    '😀',
  );
  const cell = fc.oneof(fc.string({ unit: signs, maxLength: 6 }), fc.double(), fc.constant(null));
  const rows = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 4 });
  fc.assert(
    fc.property(rows, (rows) => {
      const found = fieldsOf(toCsv(rows));
      expect(found).toHaveLength(rows.length);
      for (const [i, row] of rows.entries()) {
        expect(found[i]).toHaveLength(row.length);
        for (const [j, value] of row.entries()) {
          const field = found[i]![j]!;
          if (typeof value === 'string') expect([value, `'${value}`]).toContain(field);
          else if (value === null) expect(field).toBe('');
          else expect(Number(field)).toBe(value === 0 ? 0 : value);
        }
      }
    }),
  );
});
