import { getLocation } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import {
  findName,
  findSpan,
  findSetting,
  isListItem,
  readContent,
} from '../../../../extension/vscode/settings/settings-json';

const text = `{
  // what a person writes
  "editor.fontSize": 14,
  "mnistLab.models": {
    "tiny": {
      "layers": [
        { "type": "relu" }, /* then */ { "type": "linear", "out_features": 10 },
      ],
    },
  },
}`;

function textAt(source: string, path: (string | number)[]): string | null {
  const place = findSpan(source, path);
  return place === null ? null : source.slice(place.offset, place.offset + place.length);
}

describe('findPlace', () => {
  test('finds a layer among comments and trailing commas', () => {
    expect(textAt(text, ['mnistLab.models', 'tiny', 'layers', 1])).toBe(
      '{ "type": "linear", "out_features": 10 }',
    );
  });

  test('finds an argument of a layer', () => {
    expect(textAt(text, ['mnistLab.models', 'tiny', 'layers', 1, 'out_features'])).toBe('10');
  });

  test('goes as far along the path as the text does', () => {
    expect(textAt(text, ['mnistLab.models', 'tiny', 'layers', 0, 'kernel_size'])).toBe(
      '{ "type": "relu" }',
    );
  });

  test('finds nothing where the setting is missing, or all of the text', () => {
    expect(findSpan('{ "editor.fontSize": 14 }', ['mnistLab.models', 'tiny'])).toBeNull();
    expect(findSpan('', ['mnistLab.models'])).toBeNull();
  });

  test('reads what there is of a text that is being typed', () => {
    const half = '{ "mnistLab.models": { "tiny": { "layers": [{ "type": "relu" }, {';
    expect(textAt(half, ['mnistLab.models', 'tiny', 'layers', 0])).toBe('{ "type": "relu" }');
  });
});

describe('findSetting', () => {
  const found = (source: string, prefix: string[]): string | null => {
    const place = findSetting(source, prefix, 'mnistLab.models', ['a', 'b']);
    return place === null ? null : source.slice(place.offset, place.offset + place.length);
  };

  test.each([
    ['one key', '{ "mnistLab.models": { "a": { "b": 17 } } }', []],
    ['a key within another', '{ "mnistLab": { "models": { "a": { "b": 17 } } } }', []],
    [
      'one key of a workspace',
      '{ "settings": { "mnistLab.models": { "a": { "b": 17 } } } }',
      ['settings'],
    ],
    [
      'a key within',
      '{ "settings": { "mnistLab": { "models": { "a": { "b": 17 } } } } }',
      ['settings'],
    ],
  ])('finds a setting that is written as %s', (_, source, prefix) => {
    expect(found(source, prefix)).toBe('17');
  });

  test('finds none that is not there', () => {
    expect(found('{ "other": 1 }', [])).toBeNull();
  });
});

describe('findName', () => {
  test.each([
    ['one key', '{ "mnistLab.models": { "a": 1, "b": { "a": 2 } } }', []],
    ['a key within another', '{ "mnistLab": { "models": { "b": { "a": 2 } } } }', []],
    ['one key of a workspace', '{ "settings": { "mnistLab.models": { "b": {} } } }', ['settings']],
  ])('finds the name of a network that is typed under %s', (_, source, prefix) => {
    const place = findName(source, prefix, 'mnistLab.models', 'b')!;
    expect(source.slice(place.offset, place.offset + place.length)).toBe('"b"');
  });

  test('finds none that is not there', () => {
    expect(findName(text, [], 'mnistLab.models', 'huge')).toBeNull();
    expect(findName('', [], 'mnistLab.models', 'huge')).toBeNull();
  });
});

test('a text too deep to be parsed holds nothing', () => {
  const deep = `{ "mnistLab.models": ${'['.repeat(100_000)}`;
  expect(findSpan(deep, ['mnistLab.models'])).toBeNull();
  expect(readContent(deep, [])).toBeUndefined();
});

test('the settings of a workspace are read from its file, with comments and trailing commas', () => {
  expect(readContent('{ "settings": { "a": 1, /* b */ }, }', ['settings'])).toEqual({ a: 1 });
  expect(readContent('{ "settings": 5 }', ['settings', 'a'])).toBeUndefined();
});

describe('isListItem', () => {
  // The cursor stands at the bar.
  test.each([
    ['{ "mnistLab.networks": ["mlp", "|"] }', [], true],
    ['{ "mnistLab.networks": [|] }', [], true],
    ['{ "mnistLab": { "networks": ["c|"] } }', [], true],
    ['{ "settings": { "mnistLab.networks": ["|"] } }', ['settings'], true],
    ['{ "settings": { "mnistLab.networks": ["|"] } }', [], false],
    ['{ "mnistLab.classNames": ["|"] }', [], false],
    ['{ "mnistLab.networks": | }', [], false],
    ['{ "mnistLab.networks": [["|"]] }', [], false],
    ['{ "mnistLab": { "classNames": ["|"] } }', [], false],
    ['{ "other": { "networks": ["|"] } }', [], false],
  ])('of mnistLab.networks, at %s under %j: %s', (source, prefix, expected) => {
    const { path } = getLocation(source.replace('|', ''), source.indexOf('|'));
    expect(isListItem(path, prefix, 'mnistLab.networks')).toBe(expected);
  });
});
