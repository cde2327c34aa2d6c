import { useId } from 'preact/hooks';
import type { Cell, Mistake } from '#shared/confusion';

interface PairsProps {
  readonly title: string;
  readonly pairs: readonly Mistake[];
  /** Stands where there are no pairs. */
  readonly none: string;
  readonly text: (pair: Mistake) => string;
  readonly onOpen: (cell: Cell) => void;
}

/** Pairs of classes in words; each opens the images of its cell. */
export function Pairs({ title, pairs, none, text, onOpen }: PairsProps) {
  const titleId = useId();
  return (
    <div class="pairs">
      <p id={titleId} class="pairs-title">
        {title}
      </p>
      {pairs.length === 0 ? (
        <p class="quiet">{none}</p>
      ) : (
        <ul aria-labelledby={titleId}>
          {pairs.map((pair) => (
            <li key={`${pair.actual} ${pair.predicted}`}>
              <button
                type="button"
                class="pair"
                onClick={() => {
                  onOpen(pair);
                }}
              >
                {text(pair)}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
