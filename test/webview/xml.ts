import { expect } from 'vitest';

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly words: string;
}

const decode = (written: string): string =>
  written
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');

/** The elements of an XML file, which is read as strictly as XML is; throws where it is none. */
export function parse(xml: string): Element[] {
  const all: { name: string; attributes: Record<string, string>; words: string }[] = [];
  const open: (typeof all)[number][] = [];
  let rest = xml.replace(/^<\?xml [^?]*\?>\n/, '');
  const take = (pattern: RegExp): RegExpExecArray | null => {
    const found = pattern.exec(rest);
    if (found !== null) rest = rest.slice(found[0].length);
    return found;
  };
  while (rest.trim() !== '') {
    const words = take(/^[^<]+/);
    if (words !== null) {
      expect(words[0]).not.toMatch(/&(?!(lt|gt|amp|quot|apos);)/);
      if (open.length > 0) open.at(-1)!.words += decode(words[0]);
      continue;
    }
    const closing = take(/^<\/([\w-]+)>/);
    if (closing !== null) {
      expect(open.pop()?.name).toBe(closing[1]);
      continue;
    }
    const opening = take(/^<([\w-]+)((?: [\w:-]+="[^"<]*")*)(\/?)>/);
    if (opening === null) throw new Error(`no XML: ${rest.slice(0, 80)}`);
    const attributes: Record<string, string> = {};
    for (const [, key, value] of opening[2]!.matchAll(/ ([\w:-]+)="([^"]*)"/g)) {
      expect(attributes).not.toHaveProperty([key!]);
      expect(value).not.toMatch(/&(?!(lt|gt|amp|quot|apos);)/);
      attributes[key!] = decode(value!);
    }
    const item = { name: opening[1]!, attributes, words: '' };
    all.push(item);
    if (opening[3] === '') open.push(item);
  }
  expect(open).toEqual([]);
  expect(all[0]!.name).toBe('svg');
  return all;
}

export const named = (elements: readonly Element[], name: string) =>
  elements.filter((item) => item.name === name);
export const words = (elements: readonly Element[]) =>
  named(elements, 'text').map((item) => item.words);
