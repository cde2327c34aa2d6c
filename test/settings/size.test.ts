import { describe, expect, it } from 'vitest';
import { isTextTooDeep } from '../../extension/settings/size';

describe('a text of JSON', () => {
  it.each([
    ['lists', '[', ']'],
    ['objects', '{"a":', '}'],
    ['both in turn', '[{"a":', '}]'],
  ])('of %s within one another is too deep from 101 on', (_, open, close) => {
    const each = open.length > 5 ? 2 : 1;
    const deep = (levels: number): string => open.repeat(levels) + close.repeat(levels);
    expect(isTextTooDeep(deep(100 / each))).toBe(false);
    expect(isTextTooDeep(deep(101 / each + 0.5))).toBe(true);
  });

  it('may have as much beside one another as it likes', () => {
    expect(isTextTooDeep(`[${'[],{},'.repeat(500)}]`)).toBe(false);
  });

  it('counts no bracket of a text or a comment', () => {
    expect(isTextTooDeep(`["${'['.repeat(500)}" /* ${'{'.repeat(500)} */]`)).toBe(false);
  });

  it('may be empty, or end too early', () => {
    expect(isTextTooDeep('')).toBe(false);
    expect(isTextTooDeep('{ "a": [')).toBe(false);
  });
});
