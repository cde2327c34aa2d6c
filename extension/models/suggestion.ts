import { closest, distance } from 'fastest-levenshtein';

/** As many words can be listed besides the nearest one. */
const FEW = 6;

/** `: did you mean "kernel_size"?`, or what there is to choose from. */
export function suggestion(word: string, known: readonly string[]): string {
  const longer = known.find((candidate) => candidate.startsWith(word));
  const near = longer ?? closest(word, [...known]);
  return near === longer || distance(word, near) <= Math.max(2, word.length / 3)
    ? `: did you mean "${near}"?${known.length <= FEW ? ` There are ${known.join(', ')}.` : ''}`
    : `: choose among ${known.join(', ')}.`;
}
