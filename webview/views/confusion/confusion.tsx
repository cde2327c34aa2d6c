import { useMemo, useRef, useState } from 'preact/hooks';
import type { NamedRun, PanelState } from '#shared/protocol/messages';
import { goesOn, type RunState } from '#shared/run-state';
import { balanceOf, unevenSentence } from '#shared/balance';
import { imagesIn, partOnTheWay } from '#shared/part';
import { accuracyOf } from '#shared/confusion';
import { formatPercent } from '../../format';
import type { ViewState } from '../../host';
import { RadioGroup } from '../../toolkit';
import type { Theme } from '../../render/theme';
import type { ImageShape } from '#shared/image-shape';
import { chosenWeights, stopInWords, stopOf } from '../shell/weights';
import { WeightsChoice } from '../shell/weights-choice';
import './confusion.css';
import { Difference } from './difference';
import { Drawer, type OpenedCell } from './drawer';
import { EpochSlider } from './epoch-slider';
import { ModelMatrix } from './model-matrix';
import { chooseMoment, hadDiverged, type Moment, momentsOf, shownMoment } from './moments';
import type { Shown } from './shown';
import { sidesOf } from './sides';
import { strings } from './strings';

interface ConfusionProps {
  readonly panel: PanelState;
  readonly viewState: ViewState;
  readonly onViewState: (viewState: ViewState) => void;
  readonly state: RunState;
  readonly theme: Theme;
  /** (height, width) */
  readonly imageShape: ImageShape;
  /** The networks are learning. */
  readonly live: boolean;
  /** What the run is called; null while it has no name. */
  readonly name: string | null;
  /** Runs that lie over it. */
  readonly others: readonly NamedRun[];
}

/** What each network takes for what, epoch by epoch, and the images behind it. */
export function ConfusionView(props: ConfusionProps) {
  const { run, tests, evaluations } = props.state;
  const weights = chosenWeights(props.panel, props.viewState);
  const moments = useMemo(
    () => momentsOf(props.state, weights),
    // Batches count at the end only.
    [tests, evaluations, run, props.live, weights],
  );
  if (moments.length === 0) return <Untested {...props} />;
  // What one has chosen to look at in a run says nothing about another.
  return <Tested key={run.startedAt} {...props} moments={moments} />;
}

function Untested({ state }: ConfusionProps) {
  const { run } = state;
  const part = partOnTheWay(run);
  const waiting = run.config.evaluateEachEpoch ? strings.emptyEachEpoch[part] : strings.emptyAtEnd;
  return (
    <section class="card empty">
      <h2>{strings.emptyTitle}</h2>
      <p>{goesOn(state) ? waiting(imagesIn(run, part)) : strings.emptyEnded}</p>
    </section>
  );
}

function Tested({
  panel,
  viewState,
  onViewState,
  state,
  theme,
  imageShape,
  live,
  name,
  others,
  moments,
}: ConfusionProps & { readonly moments: readonly Moment[] }) {
  const { models, dataset, config } = state.run;
  const { classes } = dataset;
  const ids = useMemo(() => models.map(({ id }) => id), [models]);
  const [chosen, setChosen] = useState<number | null>(null);
  const [shown, setShown] = useState<Shown>('counts');
  const [view, setView] = useState<'sideBySide' | 'difference'>('sideBySide');
  const [opened, setOpened] = useState<OpenedCell | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);

  const position = shownMoment(chosen, moments.length);
  const moment = moments[position]!;
  const newest = position === moments.length - 1;
  const balance = useMemo(() => {
    const [first] = Object.values(moment.confusions);
    return first === undefined ? null : balanceOf(first);
  }, [moment]);
  // Nobody tested what a run had learned of an epoch that it did not finish.
  const untested = newest && !live && !moment.current;
  const stop = stopOf(state);
  const nameOf = ({ epoch, final, best }: Moment): string => {
    if (best) return strings.bestWeights;
    if (!final) return strings.epochOf(epoch, config.epochs);
    return stop === null ? strings.atTheEnd(epoch) : stopInWords(stop);
  };
  const accuracies = ids
    .filter((id) => moment.confusions[id] !== undefined)
    .map((id) => {
      const accuracy = formatPercent(accuracyOf(moment.confusions[id]!));
      return `${id} ${hadDiverged(state, moment, id) ? strings.divergedShort : accuracy}`;
    });

  const shownName = name ?? strings.thisRun;
  const sides = useMemo(() => {
    const sound = Object.entries(moment.confusions).filter(
      ([id]) => !hadDiverged(state, moment, id),
    );
    const { part } = moment;
    return sidesOf({ name: shownName, state, confusions: Object.fromEntries(sound), part }, others);
    // Every batch makes another state; matrices change with the moment.
  }, [moment, shownName, others]);

  function close({ opening }: OpenedCell): void {
    setOpened(null);
    // A pair that is not among the commonest any more is gone.
    const target = opening.opener?.isConnected === true ? opening.opener : heading.current;
    target?.focus();
  }

  const drawer = opened !== null && (
    <Drawer
      key="drawer"
      cell={opened}
      onModel={(model) => {
        setOpened({ ...opened, model });
      }}
      onClose={() => {
        close(opened);
      }}
      models={ids}
      classes={classes}
      imageShape={imageShape}
      part={moment.part}
      weights={chosenWeights(panel, viewState)}
      live={live}
      earlier={newest ? null : nameOf(moment)}
      untestedSince={untested ? moment.epoch : null}
      onNewest={() => {
        setChosen(null);
      }}
    />
  );

  return (
    <section
      class="card"
      onKeyDown={({ key }) => {
        if (key === 'Escape' && opened !== null) close(opened);
      }}
    >
      <h2 ref={heading} tabIndex={-1}>
        {strings.title[moment.part]}
      </h2>
      <div class="confusion-controls">
        <RadioGroup
          label={strings.view}
          options={[
            { value: 'sideBySide', text: strings.sideBySide },
            { value: 'difference', text: strings.difference },
          ]}
          value={view}
          onChange={(next) => {
            setView(next);
            // What it was opened from goes with the view.
            setOpened(null);
          }}
        />
        <RadioGroup
          label={strings.figures}
          options={[
            { value: 'counts', text: strings.counts },
            { value: 'percent', text: strings.percent },
          ]}
          value={shown}
          onChange={setShown}
        />
        <WeightsChoice
          state={panel}
          viewState={viewState}
          onViewState={(changed) => {
            onViewState(changed);
            // Who chooses weights wants to see these.
            setChosen(null);
          }}
        />
        {moments.length === 1 ? (
          <p class="quiet">{nameOf(moment)}</p>
        ) : (
          <EpochSlider
            count={moments.length}
            position={position}
            text={nameOf(moment)}
            valueText={strings.momentText(nameOf(moment), accuracies.join(', '))}
            onPosition={(next) => {
              setChosen(chooseMoment(next, moments.length));
            }}
          />
        )}
      </div>
      <p class="quiet confusion-intro">{strings.intro}</p>
      {balance !== null && <p class="notice">{unevenSentence(balance, classes, moment.part)}</p>}
      {untested && <p class="notice">{strings.endedUntested(moment.epoch)}</p>}
      {view === 'difference' ? (
        <Difference
          sides={sides}
          run={shownName}
          shown={shown}
          theme={theme}
          opened={opened}
          onOpen={setOpened}
          drawer={drawer}
        />
      ) : (
        <div class="matrices" style={{ '--networks': models.length }}>
          {models.flatMap(({ id, label }, index) => [
            <ModelMatrix
              key={id}
              id={id}
              label={label}
              index={index}
              counts={moment.confusions[id] ?? null}
              diverged={hadDiverged(state, moment, id)}
              pending={live}
              classes={classes}
              shown={shown}
              part={moment.part}
              theme={theme}
              opened={opened?.model === id ? opened : null}
              onOpen={setOpened}
            />,
            opened?.opening.home === id && drawer,
          ])}
        </div>
      )}
    </section>
  );
}
