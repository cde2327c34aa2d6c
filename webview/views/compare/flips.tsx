import { useState } from 'preact/hooks';
import type { NamedRun } from '#shared/protocol/messages';
import type { Answers, Digits } from '#shared/protocol/questions';
import type { RunState } from '#shared/run-state';
import { formatCount } from '../../format';
import { Button, Dropdown } from '../../toolkit';
import { useAnswer } from '../../use-answer';
import type { ImageShape } from '#shared/image-shape';
import { AnswerState } from '../digits/answer-state';
import { DigitStrip } from '../digits/digit-strip';
import { commonModels } from './results';
import { strings } from './strings';

interface FlipsProps {
  readonly shown: RunState;
  /** At least one. */
  readonly others: readonly NamedRun[];
  /** (height, width) */
  readonly imageShape: ImageShape;
}

/** The images that a network gets right in one of two runs only. */
export function Flips({ shown, others, imageShape }: FlipsProps) {
  const [otherId, setOtherId] = useState('');
  const [chosenModel, setModel] = useState('');
  const other = others.find(({ id }) => id === otherId) ?? others[0]!;
  const common = commonModels(shown, other.state);
  const model = common.find((id) => id === chosenModel) ?? common[0];
  return (
    <>
      <p class="quiet">{strings.flipsIntro}</p>
      <div class="flips-controls">
        {model !== undefined && (
          <Dropdown
            labelled
            label={strings.network}
            options={common.map((id) => ({ value: id, text: id }))}
            value={model}
            onChange={setModel}
          />
        )}
        <Dropdown
          labelled
          label={strings.otherRun}
          options={others.map(({ id, name }) => ({ value: id, text: name }))}
          value={other.id}
          onChange={setOtherId}
        />
      </div>
      {model === undefined ? (
        <p>{strings.noneInCommon(other.name)}</p>
      ) : (
        <Flipped model={model} shown={shown} other={other} imageShape={imageShape} />
      )}
    </>
  );
}

interface FlippedProps {
  readonly model: string;
  readonly shown: RunState;
  readonly other: NamedRun;
  readonly imageShape: ImageShape;
}

function Flipped({ model, shown, other, imageShape }: FlippedProps) {
  const asked = useAnswer({ kind: 'flips', model, otherRun: other.id });
  const strip = (title: string, found: Digits) => (
    <Strip title={title} found={found} shown={shown} imageShape={imageShape} />
  );
  return (
    <AnswerState asked={asked}>
      {({ gained, lost }: Answers['flips']) => (
        <>
          <div class="flips-words">
            <p>
              {gained.total + lost.total === 0
                ? strings.noneFlipped(model, other.name)
                : strings.gainedAndLost(
                    formatCount(gained.total),
                    model,
                    other.name,
                    formatCount(lost.total),
                  )}
            </p>
            <Button label={strings.refresh} onClick={asked.askAgain} />
          </div>
          {strip(strings.gained(other.name), gained)}
          {strip(strings.lost(other.name), lost)}
        </>
      )}
    </AnswerState>
  );
}

interface StripProps {
  readonly title: string;
  readonly found: Digits;
  readonly shown: RunState;
  readonly imageShape: ImageShape;
}

function Strip({ title, found, shown: { run }, imageShape }: StripProps) {
  return (
    <div class="flips-strip">
      <h3>{title}</h3>
      {found.total === 0 ? (
        <p class="quiet">{strings.none}</p>
      ) : (
        <DigitStrip
          label={title}
          part="test"
          found={found}
          models={run.models.map(({ id }) => id)}
          classes={run.dataset.classes}
          imageShape={imageShape}
        />
      )}
    </div>
  );
}
