import { useMemo } from 'preact/hooks';
import { balanceOf } from '#shared/balance';
import {
  accuracyOf,
  type Confusion,
  mostConfused,
  precisionOf,
  recallOf,
  rowShares,
  total,
} from '#shared/confusion';
import type { Part } from '#shared/part';
import {
  formatCell,
  formatCount,
  formatPercent,
  formatShareInCell,
  formatShareOfHundred,
  formatShare,
} from '../../format';
import { heatStrengths } from '../../render/heat';
import { HeatMap } from '../../render/heat-map';
import { SeriesKey } from '../../render/series-key';
import type { Theme } from '../../render/theme';
import type { Shown } from './shown';
import { type OpenedCell, openedBy } from './drawer';
import { Pairs } from './pairs';
import { strings } from './strings';
import { WhyNone } from './why-none';

interface ModelMatrixProps {
  readonly id: string;
  readonly label: string;
  readonly index: number;
  /** Null as long as it has not been tested. */
  readonly counts: Confusion | null;
  /** Its answers were no numbers. */
  readonly diverged: boolean;
  /** A test may still come. */
  readonly pending: boolean;
  readonly classes: readonly string[];
  readonly shown: Shown;
  /** The images that the matrix is of. */
  readonly part: Part;
  readonly theme: Theme;
  readonly opened: OpenedCell | null;
  readonly onOpen: (cell: OpenedCell) => void;
}

/** One network's matrix, with its accuracy, its precision and recall, and its commonest mistakes. */
export function ModelMatrix(props: ModelMatrixProps) {
  const { id, label, index, counts, diverged, pending, classes } = props;
  const { shown, part, theme, opened, onOpen } = props;
  const content = useMemo(
    () => counts !== null && <Content {...props} counts={counts} />,
    // Every batch draws the panel; these tables are drawn when there is something new in them.
    [id, counts, diverged, classes, shown, part, theme, opened, onOpen],
  );
  return (
    <article data-model={id}>
      <h3>
        <SeriesKey index={index} theme={theme} /> {id}
        {label !== id && <span class="quiet"> {label}</span>}
      </h3>
      {content === false ? (
        <p class="quiet">{pending ? strings.testing : strings.notTested}</p>
      ) : (
        content
      )}
    </article>
  );
}

function Content({
  id,
  counts,
  diverged,
  classes,
  shown,
  part,
  theme,
  opened,
  onOpen,
}: ModelMatrixProps & { readonly counts: Confusion }) {
  const shares = rowShares(counts);
  const strengths = heatStrengths(shown === 'counts' ? counts : shares);
  const recall = recallOf(counts);
  const balance = balanceOf(counts);
  const precision = precisionOf(counts);
  return (
    <>
      {diverged ? (
        <p class="notice">{strings.diverged}</p>
      ) : (
        <p class="accuracy">
          <strong>{formatPercent(accuracyOf(counts))}</strong>{' '}
          {strings.ofImagesRight(total(counts.flat()))}
          {balance !== null && (
            <span class="balanced">{strings.balanced(formatPercent(balance.accuracy))}</span>
          )}
        </p>
      )}
      <HeatMap
        caption={strings.caption(id)}
        rowAxis={strings.actual}
        columnAxis={strings.predicted}
        classes={classes}
        cell={(i, j) => ({
          text:
            shown === 'counts'
              ? formatCell(counts[i]![j]!)
              : formatShareInCell(shares[i]![j] ?? null),
          label: strings.cell(
            classes[i]!,
            classes[j]!,
            counts[i]![j]!,
            formatShare(shares[i]![j] ?? null),
          ),
          strength: strengths[i]![j]!,
          hue: i === j ? 'right' : 'wrong',
        })}
        theme={theme}
        figures={{
          rows: {
            short: strings.recallShort,
            long: strings.recall,
            values: recall.map(formatShareOfHundred),
            title: (i) => strings.recallOf(classes[i]!, formatPercent(recall[i] ?? null)),
          },
          columns: {
            short: strings.precisionShort,
            long: strings.precision,
            values: precision.map(formatShareOfHundred),
            title: (j) => strings.precisionOf(classes[j]!, formatPercent(precision[j] ?? null)),
          },
        }}
        opened={opened && [opened.actual, opened.predicted]}
        onOpen={([actual, predicted]) => {
          onOpen(openedBy(id, { actual, predicted }));
        }}
      />
      <WhyNone shares={recall} classes={classes} why={strings.noneOf[part]} />
      <WhyNone shares={precision} classes={classes} why={strings.noneTakenFor} />
      <Pairs
        title={strings.mostConfused}
        pairs={mostConfused(counts)}
        none={strings.noMistakes}
        text={({ actual, predicted, count }) =>
          strings.takenFor(classes[actual]!, classes[predicted]!, formatCount(count))
        }
        onOpen={(cell) => {
          onOpen(openedBy(id, cell));
        }}
      />
    </>
  );
}
