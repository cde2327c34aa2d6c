import type { Mistake } from '#shared/confusion';
import { strings } from './strings';

interface Changed {
  readonly from: string;
  readonly to: string;
  readonly classes: readonly string[];
  /** Mistakes of `from` less those of `to`. */
  readonly fewerMistakes: number;
  /** The mistakes that changed most, if any became rarer or commoner. */
  readonly rarer: Mistake | undefined;
  readonly commoner: Mistake | undefined;
}

/** What one network does better and worse than another, in a few sentences. */
export function changeInWords(changed: Changed): string[] {
  const { from, to, classes, fewerMistakes, rarer, commoner } = changed;
  const pair = ({ actual, predicted, count }: Mistake) =>
    [to, classes[actual]!, classes[predicted]!, count, from] as const;
  const sentences = [
    fewerMistakes === 0
      ? strings.asManyMistakes(to, from)
      : (fewerMistakes > 0 ? strings.fewerMistakes : strings.moreMistakes)(
          to,
          Math.abs(fewerMistakes),
          from,
        ),
  ];
  if (rarer !== undefined) sentences.push(strings.lessOften(...pair(rarer)));
  if (commoner !== undefined) sentences.push(strings.moreOften(...pair(commoner)));
  else if (rarer !== undefined) sentences.push(strings.neverMore(to));
  return sentences;
}
