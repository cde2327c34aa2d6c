import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import {
  type Cell,
  difference,
  largestChanges,
  mistakeCount,
  recallOf,
  rowShares,
  shareDifference,
} from '#shared/confusion';
import { formatChange, formatPoints, formatShare } from '../../format';
import { Dropdown } from '../../toolkit';
import { heatStrengths } from '../../render/heat';
import { HeatMap } from '../../render/heat-map';
import type { Theme } from '../../render/theme';
import type { Shown } from './shown';
import { changeInWords } from './change-in-words';
import { type OpenedCell, openedBy } from './drawer';
import { Pairs } from './pairs';
import { askedSide, comparability, pairOf, type Side } from './sides';
import { strings } from './strings';
import { WhyNone } from './why-none';

interface DifferenceProps {
  readonly sides: readonly Side[];
  /** The name of the run that is shown. */
  readonly run: string;
  readonly shown: Shown;
  readonly theme: Theme;
  readonly opened: OpenedCell | null;
  readonly onOpen: (cell: OpenedCell) => void;
  readonly drawer: ComponentChildren;
}

/** What one network confuses less and more than another, or than itself in another run. */
export function Difference({ drawer, ...props }: DifferenceProps) {
  const { sides, run, shown, theme, opened, onOpen } = props;
  const [chosen, setChosen] = useState<readonly (string | undefined)[]>([]);
  const pair = pairOf(sides, chosen);
  const [from, to] = pair ?? [];
  const content = useMemo(
    () =>
      from !== undefined &&
      to !== undefined && (
        <Content
          from={from}
          to={to}
          run={run}
          shown={shown}
          theme={theme}
          opened={opened}
          onOpen={onOpen}
        />
      ),
    [from, to, run, shown, theme, opened, onOpen],
  );
  if (pair === null) return <p>{strings.onlyOne}</p>;
  const options = sides.map(({ key, label }) => ({ value: key, text: label }));
  const [{ key: fromKey }, { key: toKey }] = pair;
  return (
    <>
      <div class="confusion-controls">
        <Dropdown
          labelled
          label={strings.from}
          options={options}
          value={fromKey}
          onChange={(key) => {
            // Choosing the other one swaps them: a network does not differ from itself.
            setChosen([key, key === toKey ? fromKey : toKey]);
          }}
        />
        <Dropdown
          labelled
          label={strings.to}
          options={options}
          value={toKey}
          onChange={(key) => {
            setChosen([key === fromKey ? toKey : fromKey, key]);
          }}
        />
      </div>
      {content}
      {drawer}
    </>
  );
}

interface ContentProps {
  readonly from: Side;
  readonly to: Side;
  readonly run: string;
  readonly shown: Shown;
  readonly theme: Theme;
  readonly opened: OpenedCell | null;
  readonly onOpen: (cell: OpenedCell) => void;
}

function Content(props: ContentProps) {
  const { from, to } = props;
  const comparable = comparability(from, to);
  if (comparable === 'none') return <p>{strings.otherClasses(from.label, to.label)}</p>;
  return (
    <>
      {comparable === 'shares' && <p class="notice">{strings.otherImages}</p>}
      <Changes {...props} />
    </>
  );
}

function Changes({ from, to, run, shown, theme, opened, onOpen }: ContentProps) {
  const [before, after] = [from.counts, to.counts];
  const { classes } = to.dataset;
  const names = [from.label, to.label] as const;
  const images = difference(before, after);
  const inImages = shown === 'counts';
  const [sharesBefore, sharesAfter] = [rowShares(before), rowShares(after)];
  const changes = inImages ? images : shareDifference(sharesBefore, sharesAfter);
  const strengths = heatStrengths(changes);
  const { rarer, commoner } = largestChanges(images);

  function open(cell: Cell): void {
    const asked = askedSide([from, to], images[cell.actual]![cell.predicted]!);
    if (asked !== null) onOpen(openedBy(asked.model, cell));
  }
  const pairText = ({ actual, predicted }: Cell): string =>
    strings.takenFor(
      classes[actual]!,
      classes[predicted]!,
      formatChange(images[actual]![predicted]),
    );

  return (
    <div class="difference">
      <div class="difference-matrix">
        <HeatMap
          caption={strings.differenceCaption(...names)}
          rowAxis={strings.actual}
          columnAxis={strings.predicted}
          classes={classes}
          cell={(i, j) => {
            const change = changes[i]![j] ?? null;
            return {
              text: formatChange(inImages || change === null ? change : 100 * change),
              label: inImages
                ? strings.changeOfImages(
                    classes[i]!,
                    classes[j]!,
                    images[i]![j]!,
                    before[i]![j]!,
                    after[i]![j]!,
                  )
                : strings.changeOfPoints(
                    classes[i]!,
                    classes[j]!,
                    formatPoints(change),
                    formatShare(sharesBefore[i]![j] ?? null),
                    formatShare(sharesAfter[i]![j] ?? null),
                  ),
              strength: strengths[i]![j]!,
              // More of what is right is as good as less of what is wrong.
              hue: (change ?? 0) > 0 === (i === j) ? 'right' : 'wrong',
            };
          }}
          theme={theme}
          opened={opened && [opened.actual, opened.predicted]}
          onOpen={([actual, predicted]) => {
            open({ actual, predicted });
          }}
        />
      </div>
      <div class="difference-words">
        <p>
          {changeInWords({
            from: from.label,
            to: to.label,
            classes,
            fewerMistakes: mistakeCount(before) - mistakeCount(after),
            rarer: rarer[0],
            commoner: commoner[0],
          }).join(' ')}
        </p>
        <Pairs
          title={strings.stoppedConfusing(to.label)}
          pairs={rarer}
          none={strings.nothing}
          text={pairText}
          onOpen={open}
        />
        <Pairs
          title={strings.confusesNow(to.label)}
          pairs={commoner}
          none={strings.nothing}
          text={pairText}
          onOpen={open}
        />
        {!inImages && (
          <WhyNone shares={recallOf(before)} classes={classes} why={strings.noneOf[from.part]} />
        )}
        <p class="quiet">
          {strings.differenceHint(...names)} {!inImages && strings.differencePoints}{' '}
          {from.ofShown !== to.ofShown && strings.imagesOfShown(run)}
          {!from.ofShown && !to.ofShown && strings.imagesOfNone(run)}
        </p>
      </div>
    </div>
  );
}
