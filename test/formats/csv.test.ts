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
