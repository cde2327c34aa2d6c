import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import {
  type Cell,
  difference,
  largestChanges,
  type Confusion,
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
import type { Shown } from './confusion';
import { changeInWords } from './change-in-words';
import { type OpenedCell, openedBy } from './drawer';
import { Pairs } from './pairs';
import { strings } from './strings';
import { WhyNone } from './why-none';

interface DifferenceProps {
  /** Of the networks that have been tested. */
  readonly ids: readonly string[];
  readonly confusions: Readonly<Record<string, Confusion>>;
  readonly classes: readonly string[];
  readonly shown: Shown;
  readonly theme: Theme;
  readonly opened: OpenedCell | null;
  readonly onOpen: (cell: OpenedCell) => void;
  readonly drawer: ComponentChildren;
}

/** What one network confuses less and more than another. */
export function Difference(props: DifferenceProps) {
  const { ids, confusions, classes, shown, theme, opened, onOpen, drawer } = props;
  const [chosen, setChosen] = useState<readonly (string | undefined)[]>([]);
  const from = ids.find((id) => id === chosen[0]) ?? ids.find((id) => id !== chosen[1]);
  const to = ids.find((id) => id === chosen[1]) ?? ids.find((id) => id !== from);
  const content = useMemo(
    () =>
      from !== undefined &&
      to !== undefined && (
        <Content
          from={from}
          to={to}
          before={confusions[from]!}
          after={confusions[to]!}
          classes={classes}
          shown={shown}
          theme={theme}
          opened={opened}
          onOpen={onOpen}
        />
      ),
    [from, to, confusions, classes, shown, theme, opened, onOpen],
  );
  if (content === false) return <p>{strings.onlyOne}</p>;
  const options = ids.map((id) => ({ value: id, text: id }));
  return (
    <>
      <div class="confusion-controls">
        <Dropdown
          labelled
          label={strings.from}
          options={options}
          value={from!}
          onChange={(id) => {
            // Choosing the other one swaps them: a network does not differ from itself.
            setChosen([id, id === to ? from : to]);
          }}
        />
        <Dropdown
          labelled
          label={strings.to}
          options={options}
          value={to!}
          onChange={(id) => {
            setChosen([id === from ? to : from, id]);
          }}
        />
      </div>
      {content}
      {drawer}
    </>
  );
}

interface ContentProps {
  readonly from: string;
  readonly to: string;
  readonly before: Confusion;
  readonly after: Confusion;
  readonly classes: readonly string[];
  readonly shown: Shown;
  readonly theme: Theme;
  readonly opened: OpenedCell | null;
  readonly onOpen: (cell: OpenedCell) => void;
}

function Content(props: ContentProps) {
  const { from, to, before, after, classes, shown, theme, opened, onOpen } = props;
  const images = difference(before, after);
  const inImages = shown === 'counts';
  const [sharesBefore, sharesAfter] = [rowShares(before), rowShares(after)];
  const changes = inImages ? images : shareDifference(sharesBefore, sharesAfter);
  const strengths = heatStrengths(changes);
  const { rarer, commoner } = largestChanges(images);

  /** The images of whichever network has more of them there. */
  function open(cell: Cell): void {
    const fewer = images[cell.actual]![cell.predicted]! < 0;
    onOpen(openedBy(fewer ? from : to, cell));
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
          caption={strings.differenceCaption(from, to)}
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
            from,
            to,
            classes,
            fewerMistakes: mistakeCount(before) - mistakeCount(after),
            rarer: rarer[0],
            commoner: commoner[0],
          }).join(' ')}
        </p>
        <Pairs
          title={strings.stoppedConfusing(to)}
          pairs={rarer}
          none={strings.nothing}
          text={pairText}
          onOpen={open}
        />
        <Pairs
          title={strings.confusesNow(to)}
          pairs={commoner}
          none={strings.nothing}
          text={pairText}
          onOpen={open}
        />
        {!inImages && <WhyNone shares={recallOf(before)} classes={classes} why={strings.noneOf} />}
        <p class="quiet">
          {strings.differenceHint(from, to)} {!inImages && strings.differencePoints}
        </p>
      </div>
    </div>
  );
}
