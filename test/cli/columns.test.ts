import { describe, expect, it } from 'vitest';
import { columnsOf, cut, pad, shorten, wrap } from '../../extension/cli/terminal/columns';
import { confusionTable } from '../../extension/cli/terminal/confusion';
import { progressLine } from '../../extension/cli/terminal/progress';
import { createStyle } from '../../extension/cli/terminal/style';
import { table } from '../../extension/cli/terminal/table';
import { applyEvent } from '#shared/run-state';
import { batchEvent, runEvent } from './events';

const scientist = '\u{1f469}\u200d\u{1f52c}';
const flag = '\u{1f1e9}\u{1f1ea}';
const thumb = '\u{1f44d}\u{1f3fd}';
const accented = 'e\u0301';
/** 한 as its three letters. */
const decomposed = '\u1112\u1161\u11ab';

/** Widths that a terminal gives them: ideographs, syllables and emoji are two wide, accents are none. */
const widths: readonly (readonly [string, number])[] = [
  ['', 0],
  ['digit', 5],
  ['größer', 6],
  ['数字', 4],
  ['かな', 4],
  ['한글', 4],
  [decomposed, 2],
  ['ﾀ', 1],
  [accented, 1],
  ['\u0e01\u0e34', 1],
  [scientist, 2],
  [flag, 2],
  [thumb, 2],
  ['7\ufe0f\u20e3', 2],
  ['❤\ufe0f', 2],
  ['a\u200b', 1],
  ['· … █ ×', 7],
];

describe('the width of a text', () => {
  it.each(widths)('%j is %i columns', (text, columns) => {
    expect(columnsOf(text)).toBe(columns);
  });

  it('has no place for colours', () => {
    const { bold, series } = createStyle(true);
    expect(columnsOf(series(1, bold('数字')))).toBe(4);
  });

  it.each(widths)('of %j is filled up from either side', (text, columns) => {
    const space = ' '.repeat(9 - columns);
    expect(pad(text, 9, 'left')).toBe(text + space);
    expect(pad(text, 9, 'right')).toBe(space + text);
    expect(pad(text, 0, 'right')).toBe(text);
  });
});

describe('a text that is too long', () => {
  it.each([
    ['数字数字', 5, '数字'],
    ['数字数字', 4, '数字'],
    [`${scientist}${thumb}${flag}`, 5, `${scientist}${thumb}`],
    [`${scientist}x`, 1, ''],
    [`b${accented}c`, 2, `b${accented}`],
    [`${decomposed}${decomposed}`, 3, decomposed],
    ['plain', 9, 'plain'],
  ])('%j is cut to %i columns between what is seen as one', (text, columns, expected) => {
    expect(cut(text, columns)).toBe(expected);
  });

  it.each([
    ['数字数字', 8, '数字数字'],
    ['数字数字', 7, '数字数…'],
    ['数字数字', 6, '数字…'],
    [`${thumb}${thumb}`, 4, `${thumb}${thumb}`],
    [`${thumb}${thumb}`, 3, `${thumb}…`],
    ['abcdef', 4, 'abc…'],
    ['数字', 1, '…'],
  ])('%j is shortened to %i columns with an ellipsis', (text, columns, expected) => {
    expect(shorten(text, columns)).toBe(expected);
  });

  it('is broken by what it takes on the screen', () => {
    expect(wrap('数字 数字 数字 abc', 9)).toEqual(['数字 数字', '数字 abc']);
  });
});

describe('tables', () => {
  it('have straight columns in any language', () => {
    expect(
      table(
        [
          ['数字', '1', 'x'],
          [scientist, '22', 'y'],
          [accented, '333', 'z'],
        ],
        ['left', 'right', 'left'],
      ),
    ).toEqual(['数字    1  x', `${scientist}     22  y`, `${accented}     333  z`]);
  });

  it('of confusions have each count below its class, whatever it is called', () => {
    const event = {
      type: 'evaluation',
      model: 'mlp',
      accuracy: 0.9,
      loss: 0.3,
      confusion: [
        [90, 8, 2],
        [0, 100, 0],
        [9, 11, 80],
      ],
      recall: [0.9, 1, 0.8],
      precision: [0.9, 0.84, 0.98],
      seconds: 1,
    } as const;
    expect(confusionTable(event, ['数字数字', scientist, accented], createStyle(false))).toEqual([
      '            predicted',
      // Four columns for each, and one between: 数, an ellipsis, and a blank where half of 字 would be.
      `actual     数…   ${scientist}    ${accented}   recall`,
      '数字数字    90    8    2      90%',
      `      ${scientist}     ·  100    ·     100%`,
      `       ${accented}     9   11   80      80%`,
      'precis.    90%  84%  98%',
    ]);
  });

  it('of many classes, too', () => {
    const classes = ['数字数字数字数字数字', ...Array.from({ length: 29 }, (_, i) => `c${i}`)];
    const confusion = classes.map((_, row) =>
      classes.map((_, column) => Number(row === column || (column === 0 && row === 1))),
    );
    const shares = classes.map(() => 1);
    const [, first, second] = confusionTable(
      {
        ...{ type: 'evaluation', model: 'mlp', accuracy: 1, loss: 0, seconds: 1 },
        ...{ confusion, recall: shares, precision: shares },
      },
      classes,
      createStyle(false),
    );
    // Names have 16 columns: seven of 字's kind, and the ellipsis.
    expect(first).toBe('数字数字数字数…       1    100%       100%');
    expect(second).toBe('c0                    2    100%       100%  数字数字数字数… (1)');
  });
});

describe('the progress line', () => {
  it('ends before the edge of a narrow terminal', () => {
    const state = applyEvent(applyEvent(null, runEvent), batchEvent())!;
    for (const columns of [20, 21, 22, 40]) {
      expect(columnsOf(progressLine(state, batchEvent(), columns))).toBe(columns - 1);
    }
  });
});
