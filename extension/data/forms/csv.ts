import { t } from '@vscode/l10n';
import type { DataPart } from '#shared/part';
import { flatShape } from '../arrays/layout';
import { type PixelRange, rangeOf } from '../arrays/pixels';
import { type Columns, columnsOf } from '../csv/columns';
import { type CsvHandler, CsvScanner } from '../csv/scanner';
import { recognise, cureOf, nameOf } from '../../formats/foreign';
import type { OpenFile } from '../../platform/open-file';
import { formatMemory } from '#shared/format';
import { faceName, settingName } from '../../setting-names';
import { byNaturalOrder, type DataFile, folderOf, lastPart } from '../tree/tree';
import { refused, unusable } from '../unusable';
import type { Form, FormOptions, FoundSet, OpenPart, OpenSet } from './form';
import { partOf, wordsOf } from './parts';

/** What columns are is told from so much of a file: some 50 rows of MNIST, or one of the widest images. */
const BEGINNING = 2 ** 20;

/**
 * Tables with an image a row: its label in one column, its pixels in the others (Kaggle's Digit Recognizer, Fashion
 * MNIST, Sign Language MNIST).
 */
export const csv: Form = {
  name: () => t('CSV or TSV files (a label and pixels in each row)'),
  find: (tree) => {
    const sets = new Map<string, DataFile[]>();
    for (const file of tree.files) {
      const stem = /^(.*)\.(csv|tsv)(\.gz)?$/i.exec(lastPart(file.name))?.[1];
      if (stem === undefined) continue;
      const words = wordsOf(stem);
      const rest = words.filter((word) => partOf(word) === null);
      const id = (rest.length < words.length ? rest.join('-') : stem) || folderOf(file.name);
      sets.set(id, [...(sets.get(id) ?? []), file]);
    }
    return Promise.resolve(
      [...sets].map(([id, files]): FoundSet => ({
        id,
        form: 'csv',
        open: (options, signal) => openTables(files, options, signal),
      })),
    );
  },
};

async function openTables(
  files: readonly DataFile[],
  options: FormOptions,
  signal?: AbortSignal,
): Promise<OpenSet> {
  const notes: string[] = [];
  const tables: Partial<Record<DataPart, Table>> = {};
  for (const file of files) {
    const columns = await readColumns(file, signal);
    const part = partOf(lastPart(file.name)) ?? 'train';
    if (columns.label === null && part !== 'train') {
      notes.push(t('{0} has no labels, so it is not used.', file.path));
      continue;
    }
    if (columns.label === null) throw noLabels(file.path, columns);
    tables[part] ??= await scan(file, columns, options.memoryLimit, signal);
  }
  const first = tables.train ?? tables.test;
  if (first === undefined) throw refused(t('{0} holds no labels.', files[0]!.path));
  const range = rangeOf(first);
  const names = new Names(Object.values(tables));
  const part = (table: Table | undefined): OpenPart | null =>
    table === undefined ? null : openPart(table, options, range, names, signal);
  return {
    parts: {
      train: part(tables.train),
      validation: part(tables.validation),
      test: part(tables.test),
    },
    bytes: Object.values(tables).reduce((sum, { rows, columns }) => sum + rows * columns.pixels, 0),
    onItsSide: false,
    labelName: (label) => names.name(label),
    notes,
    close: () => Promise.resolve(),
  };
}

/** A file of which all rows have been looked at, and labels kept. */
interface Table {
  readonly file: DataFile;
  readonly columns: Columns;
  readonly rows: number;
  readonly labels: readonly (number | string)[];
  readonly least: number;
  readonly most: number;
}

async function readColumns(file: DataFile, signal?: AbortSignal): Promise<Columns> {
  return reading(file, signal, async (bytes) => {
    const beginning = await bytes().peek(BEGINNING);
    const foreign = recognise(beginning);
    if (foreign !== null && foreign !== 'text') {
      throw unusable(
        file.path,
        t('it is {0}, not CSV', nameOf(foreign)),
        cureOf(foreign) ?? undefined,
      );
    }
    const columns = columnsOf(beginning, beginning.length < BEGINNING);
    if (columns === null) throw unusable(file.path, t('it is no table of numbers'));
    return columns;
  });
}

type Bytes = () => ReturnType<OpenFile['bytes']>;

/** Opens a file for reading what is in it, unpacked. */
async function reading<T>(
  file: DataFile,
  signal: AbortSignal | undefined,
  use: (bytes: Bytes) => Promise<T>,
): Promise<T> {
  const open = await file.open(signal);
  try {
    const [one, two] = await open.bytes().peek(2);
    const gunzip = one === 0x1f && two === 0x8b;
    return await use(() => open.bytes({ gunzip }));
  } finally {
    await open.close();
  }
}

/** Passes all rows' fields to a handler, but for the names of columns. */
async function forEachRow(
  { file, columns }: Pick<Table, 'file' | 'columns'>,
  handler: CsvHandler,
  signal?: AbortSignal,
): Promise<void> {
  await reading(file, signal, async (bytes) => {
    let named = columns.header;
    const scanner = new CsvScanner(columns.separator, {
      number: (value, column) => {
        if (!named) handler.number(value, column);
      },
      text: (value, column) => {
        if (!named) handler.text(value, column);
      },
      row: (count, line) => {
        if (count !== columns.count) throw otherCount(file.path, line, count, columns.count);
        if (!named) handler.row(count, line);
        named = false;
      },
    });
    const source = bytes();
    const piece = new Uint8Array(2 ** 16);
    for (;;) {
      const length = await source.read(piece);
      if (length === 0) break;
      scanner.push(piece.subarray(0, length));
    }
    scanner.end();
  });
}

async function scan(
  file: DataFile,
  columns: Columns,
  limit: number,
  signal?: AbortSignal,
): Promise<Table> {
  const { label, skipped } = columns;
  const labels: (number | string)[] = [];
  let least = Infinity;
  let most = -Infinity;
  let rows = 0;
  let wrong: { readonly value: string; readonly column: number } | null = null;
  const pixel = (value: number): void => {
    if (value < least) least = value;
    if (value > most) most = value;
  };
  const handler: CsvHandler = {
    number: (value, column) => {
      if (column === label) labels.push(value);
      else if (column !== skipped) pixel(value);
    },
    text: (value, column) => {
      if (column === skipped) return;
      if (column === label) {
        labels.push(value);
        return;
      }
      const number = Number(value);
      if (value === '' || !Number.isFinite(number)) wrong ??= { value, column };
      pixel(number);
    },
    row: (_, line) => {
      if (wrong !== null) throw notPixel(file.path, line, wrong);
      if (labels.length === rows || labels[rows] === '') throw noLabel(file.path, line);
      if (++rows * columns.pixels > limit) throw tooLarge(file.path, limit);
    },
  };
  await forEachRow({ file, columns }, handler, signal);
  if (rows === 0) throw unusable(file.path, t('it has no images'));
  return { file, columns, rows, labels, least, most };
}

function openPart(
  table: Table,
  { imageSize }: FormOptions,
  range: PixelRange,
  names: Names,
  signal?: AbortSignal,
): OpenPart {
  const { file, columns, rows } = table;
  return {
    path: file.path,
    count: rows,
    imageShape: flatShape(columns.pixels, imageSize, file.path),
    labels: () => Promise.resolve(names.numbers(table.labels)),
    images: async () => {
      const pixels = new Uint8ClampedArray(rows * columns.pixels);
      const scale = 255 / (range.white - range.black);
      let at = 0;
      const pixel = (value: number, column: number): void => {
        if (column === columns.label || column === columns.skipped) return;
        pixels[at++] = (value - range.black) * scale;
      };
      const handler: CsvHandler = {
        number: pixel,
        text: (value, column) => {
          pixel(Number(value), column);
        },
        row: () => undefined,
      };
      await forEachRow(table, handler, signal);
      return new Uint8Array(pixels.buffer);
    },
  };
}

/** Labels that are numbers are those; where any is a text, all are numbered in natural order. */
class Names {
  private readonly texts: readonly string[] | null = null;

  constructor(tables: readonly Table[]) {
    const whole = (label: number | string): boolean =>
      typeof label === 'number' || Number.isInteger(Number(label));
    if (tables.every(({ labels }) => labels.every(whole))) return;
    const all = new Set(tables.flatMap(({ labels }) => [...new Set(labels.map(String))]));
    this.texts = [...all].sort(byNaturalOrder);
  }

  numbers(labels: readonly (number | string)[]): Int32Array {
    if (this.texts === null) return Int32Array.from(labels, Number);
    const numbers = new Map(this.texts.map((text, i) => [text, i]));
    return Int32Array.from(labels, (label) => numbers.get(String(label))!);
  }

  name(label: number): string | undefined {
    return this.texts?.[label];
  }
}

function noLabels(path: string, { count }: Columns): Error {
  return unusable(
    path,
    t('it has {0} columns, and none of them is a label', count),
    t('Add a column named "label".'),
  );
}

function otherCount(path: string, line: number, found: number, wanted: number): Error {
  return unusable(
    path,
    t('line {0} has {1} columns, and the first line {2}', line, found, wanted),
    t('Mend that line, or replace the file by a good copy.'),
  );
}

function notPixel(
  path: string,
  line: number,
  { value, column }: { readonly value: string; readonly column: number },
): Error {
  return unusable(
    path,
    t(
      'line {0} has "{1}" in column {2}, where a pixel should be',
      line,
      value.slice(0, 40),
      column + 1,
    ),
    t('Mend that line, or replace the file by a good copy.'),
  );
}

function noLabel(path: string, line: number): Error {
  return unusable(path, t('line {0} has no label', line), t('Mend or delete that line.'));
}

function tooLarge(path: string, limit: number): Error {
  return refused(
    t(
      'The data set in {0} needs more memory than the limit ({1}), {2}: use a smaller one, or raise the limit.',
      path,
      faceName('memoryLimit'),
      formatMemory(limit),
    ),
    settingName('memoryLimit'),
  );
}
