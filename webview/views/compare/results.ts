import { imagesIn, partOfResults } from '#shared/part';
import type { RunState } from '#shared/run-state';

/** Which values are the best; none where there is nothing to choose between. */
export function bestOf(
  values: readonly (number | null)[],
  better: 'larger' | 'smaller',
): boolean[] {
  const known = values.filter((value) => value !== null);
  const best = better === 'larger' ? Math.max(...known) : Math.min(...known);
  const alike = known.every((value) => value === best);
  return values.map((value) => !alike && value === best);
}

/**
 * Whether the results of all runs are of the same images, as far as runs tell: results on others say nothing
 * about which network is better.
 */
export function testedAlike(states: readonly RunState[]): boolean {
  const images = states.map((state) => {
    const { dataset, config } = state.run;
    const part = partOfResults(state);
    // Another seed holds other images out.
    const held = part === 'validation' ? [config.validation, config.seed] : [];
    return JSON.stringify([dataset.name, part, imagesIn(state.run, part), dataset.classes, held]);
  });
  return new Set(images).size <= 1;
}

/** The networks of all runs, in the order in which they are met. */
export function modelsOf(states: readonly RunState[]): string[] {
  return [...new Set(states.flatMap(({ run }) => run.models.map(({ id }) => id)))];
}

/** The networks of one run that the other has too. */
export function commonModels(a: RunState, b: RunState): string[] {
  const others = new Set(modelsOf([b]));
  return modelsOf([a]).filter((id) => others.has(id));
}
