import type { Confusion } from '#shared/confusion';
import { imagesIn, type Part } from '#shared/part';
import type { NamedRun } from '#shared/protocol/messages';
import { resultOf } from '#shared/result';
import type { RunState } from '#shared/run-state';
import { strings } from './strings';

/** A matrix that can stand on either side of a difference. */
export interface Side {
  /** Tells it from all others. */
  readonly key: string;
  readonly model: string;
  /** The network, with its run where there are several. */
  readonly label: string;
  /** Whether it is of the run that is shown, whose images can be asked for. */
  readonly ofShown: boolean;
  readonly counts: Confusion;
  readonly dataset: RunState['run']['dataset'];
  /** The images that the matrix is of. */
  readonly part: Part;
}

interface Shown {
  readonly name: string;
  readonly state: RunState;
  /** At the moment that is looked at; by model id, without those that had not been tested or had diverged. */
  readonly confusions: Readonly<Record<string, Confusion>>;
  readonly part: Part;
}

/** The networks of the shown run, then those of the runs that lie over it, as they did in the end. */
export function sidesOf(
  { name, state, confusions, part }: Shown,
  others: readonly NamedRun[],
): Side[] {
  const side = (
    run: string | null,
    model: string,
    counts: Confusion,
    of: RunState,
    part: Part,
  ): Side => ({
    key: JSON.stringify([run, model]),
    model,
    label: others.length === 0 ? model : strings.ofRun(model, nameOf(run)),
    ofShown: run === null,
    counts,
    dataset: of.run.dataset,
    part,
  });
  const nameOf = (run: string | null): string =>
    run === null ? name : others.find(({ id }) => id === run)!.name;
  return [
    ...state.run.models.flatMap(({ id }) => {
      const counts = confusions[id];
      return counts === undefined ? [] : [side(null, id, counts, state, part)];
    }),
    ...others.flatMap((other) =>
      other.state.run.models.flatMap(({ id }) => {
        const { confusion, diverged, part } = resultOf(other.state, id)!;
        return confusion === null || diverged
          ? []
          : [side(other.id, id, confusion, other.state, part)];
      }),
    ),
  ];
}

/**
 * What is compared: what the person has chosen, as far as it is there, or a network of another run with that of the
 * shown one, or else two networks. Null where there are no two.
 */
export function pairOf(
  sides: readonly Side[],
  [fromKey, toKey]: readonly (string | undefined)[],
): readonly [Side, Side] | null {
  const [chosenFrom, chosenTo] = [fromKey, toKey].map((key) =>
    sides.find((side) => side.key === key),
  );
  const like = (one: Side): Side | undefined =>
    sides.find((side) => side.model === one.model && side.ofShown !== one.ofShown) ??
    sides.find((side) => side !== one);
  const to = chosenTo ?? (chosenFrom === undefined ? usualTo(sides) : like(chosenFrom));
  const from = chosenFrom ?? (to === undefined ? undefined : like(to));
  return from === undefined || to === undefined ? null : [from, to];
}

/** With other runs, the shown run's first network that they have too; otherwise its second, after the first. */
function usualTo(sides: readonly Side[]): Side | undefined {
  const others = sides.filter(({ ofShown }) => !ofShown);
  if (others.length === 0) return sides[1];
  return (
    sides.find(({ ofShown, model }) => ofShown && others.some((other) => other.model === model)) ??
    sides[0]
  );
}

/** Whether two matrices have a difference, and whether it is one of counts. */
export function comparability(a: Side, b: Side): 'counts' | 'shares' | 'none' {
  if (JSON.stringify(a.dataset.classes) !== JSON.stringify(b.dataset.classes)) return 'none';
  const alike =
    a.part === b.part &&
    a.dataset.name === b.dataset.name &&
    imagesIn(a, a.part) === imagesIn(b, b.part);
  return alike ? 'counts' : 'shares';
}

/** Whose images of a cell are shown: of the two that can be asked, that which has more of them; null if neither can. */
export function askedSide([from, to]: readonly [Side, Side], change: number): Side | null {
  const [more, less] = change < 0 ? [from, to] : [to, from];
  return more.ofShown ? more : less.ofShown ? less : null;
}
