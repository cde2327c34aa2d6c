import type { ComponentChildren } from 'preact';
import { type DataSummary, dataWarnings, recognisedAs } from '#shared/data-summary';
import type { DataPart } from '#shared/part';
import type { DataAnswerTo, DataQuestion } from '#shared/protocol/data-questions';
import type { PanelState } from '#shared/protocol/messages';
import { formatList, formatShare } from '../../format';
import { post } from '../../host';
import { Icon } from '../../render/icon';
import { Button, IconButton } from '../../toolkit';
import { ALL, type Filter } from './filter';
import { isOther } from './other-data';
import { strings } from './strings';

interface FrameProps {
  /** The data set's; null as long as it is not known. */
  readonly name: string | null;
  readonly children: ComponentChildren;
}

/** Which data set it is, and what one can do about it. */
export function Frame({ name, children }: FrameProps) {
  return (
    <section class="card data-about">
      <div class="data-head">
        <h2>{name ?? strings.title}</h2>
        <div class="data-actions">
          <Button
            label={strings.addData}
            onClick={() => {
              post({ type: 'addData' });
            }}
          />
          <IconButton
            icon="refresh"
            label={strings.readAgain}
            onClick={() => {
              post({ type: 'readData' });
            }}
          />
        </div>
      </div>
      <p class="quiet">{strings.ofSettings}</p>
      {children}
    </section>
  );
}

interface AboutProps {
  readonly state: PanelState;
  readonly data: DataAnswerTo<Extract<DataQuestion, { kind: 'summary' }>>;
  readonly onFilter: (filter: Filter) => void;
}

/** What it is, where it is from, and what a person should know of it. */
export function About({ state, data: { summary, path }, onFilter }: AboutProps) {
  const { name, parts, overlaps, notes } = summary;
  const repeated = parts.filter(({ duplicates }) => duplicates > 0);
  const show = (part: DataPart) => () => {
    onFilter({ ...ALL, part, repeated: true });
  };
  // One sentence for each overlap comes first.
  const warnings = dataWarnings(summary).map((text, i) => ({ text, part: overlaps[i]?.part }));
  return (
    <Frame name={name}>
      {state.dataChanged && <FilesChanged />}
      <OtherRun state={state} summary={summary} />
      <ul class="data-facts">
        <li>{recognisedAs(summary)}</li>
        <li>{path === null ? strings.bundled : <span class="data-path">{path}</span>}</li>
        <li>{brightness(summary)}</li>
        {repeated.length + overlaps.length === 0 && <li>{strings.unrepeated}</li>}
      </ul>
      {warnings.length + repeated.length > 0 && (
        <ul class="insights warnings" aria-label={strings.warnings}>
          {warnings.map(({ text, part }) => (
            <Found key={text} text={text} onShow={part && show(part)} />
          ))}
          {repeated.map(({ part, duplicates }) => (
            <Found key={part} text={strings.duplicates[part](duplicates)} onShow={show(part)} />
          ))}
        </ul>
      )}
      {notes.length > 0 && (
        <ul class="insights" aria-label={strings.howRead}>
          {notes.map((note) => (
            <li key={note}>
              <Icon name="info" />
              <span>{note}</span>
            </li>
          ))}
        </ul>
      )}
    </Frame>
  );
}

interface FoundProps {
  readonly text: string;
  /** Shows the images that it is about; undefined where it is about none. */
  readonly onShow: (() => void) | undefined;
}

function Found({ text, onShow }: FoundProps) {
  return (
    <li>
      <Icon name="warning" />
      <span>
        {text}{' '}
        {onShow !== undefined && (
          <button type="button" class="link" onClick={onShow}>
            {strings.showThem}
          </button>
        )}
      </span>
    </li>
  );
}

function FilesChanged() {
  return (
    <p class="notice" role="status">
      {strings.filesChanged}{' '}
      <button
        type="button"
        class="link"
        onClick={() => {
          post({ type: 'readData' });
        }}
      >
        {strings.readAgain}
      </button>
    </p>
  );
}

function OtherRun({
  state,
  summary,
}: {
  readonly state: PanelState;
  readonly summary: DataSummary;
}) {
  const { run, shown } = state;
  if (run === null || !isOther(run.run, summary)) return null;
  const { name, train, validation, test } = run.run.dataset;
  const runName = shown?.name ?? strings.thisRun;
  return (
    <p class="notice">
      {validation === undefined
        ? strings.otherRun(runName, name, train, test)
        : strings.otherRunValidated(runName, name, train, validation, test)}
    </p>
  );
}

/** Mean and deviation of each channel, from the darkest pixel of all to the brightest. */
function brightness({ pixels }: DataSummary): string {
  return strings.brightness(
    formatList(pixels.map(({ mean }) => formatShare(mean))),
    formatList(pixels.map(({ deviation }) => formatShare(deviation))),
    Math.min(...pixels.map(({ least }) => least)),
    Math.max(...pixels.map(({ most }) => most)),
  );
}
