import { nextTurn } from './next-turn';

/**
 * For a loop over much work, awaited after each piece: lets others have their turn when they have waited for so many
 * milliseconds.
 */
export function turnAfter(milliseconds: number): () => Promise<void> {
  let start = performance.now();
  return async () => {
    if (performance.now() - start < milliseconds) return;
    await nextTurn();
    start = performance.now();
  };
}
