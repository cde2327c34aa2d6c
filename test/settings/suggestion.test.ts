import { describe, expect, it } from 'vitest';
import { suggestion } from '../../extension/schema/suggestion';

describe('a suggestion', () => {
  it.each([
    ['what begins like the word', 'ker', 'kernel_size'],
    ['what is two letters away', 'strode_', 'stride'],
    ['what is a third of a long word away', 'kernle_sise', 'kernel_size'],
  ])('is %s', (_, word, meant) => {
    const known = ['kernel_size', 'stride'];
    expect(suggestion(word, known)).toBe(`did you mean "${meant}"? There are kernel_size, stride.`);
  });

  it.each(['stra', 'xyz', 'strides and more'])(
    'for %s, like nothing, is all that there is',
    (word) => {
      expect(suggestion(word, ['kernel_size', 'stride'])).toBe('choose among kernel_size, stride.');
    },
  );

  it('lists six beside the nearest, and not seven', () => {
    const six = ['alpha', 'b', 'c', 'd', 'e', 'f'];
    expect(suggestion('alpah', six)).toBe('did you mean "alpha"? There are alpha, b, c, d, e, f.');
    expect(suggestion('alpah', [...six, 'g'])).toBe('did you mean "alpha"?');
  });

  it('compares words of a hundred letters, and none that are longer', () => {
    const word = (length: number): string => 'a'.repeat(length);
    expect(suggestion(word(100), [word(99)])).toContain('did you mean');
    expect(suggestion(word(101), [word(102)])).toContain('choose among');
  });
});
