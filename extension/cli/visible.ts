/**
 * Characters that a terminal obeys instead of showing them: controls, which begin ANSI sequences, line
 * ends, and those that turn the direction of text. Halves of a surrogate pair cannot be shown at all.
 */
const OBEYED = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}]/gu;

/**
 * Words from files, folders and settings as a terminal may show them: `\u001b` for an escape. Of
 * anything that is no string, all strings in it.
 */
export function visible<T>(value: T): T {
  if (typeof value === 'string') return value.replaceAll(OBEYED, escape) as T;
  if (Array.isArray(value)) return value.map(visible) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, visible(one)])) as T;
}

function escape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
