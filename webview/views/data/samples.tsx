import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { DataSummary } from '#shared/data-summary';
import type { DataPart } from '#shared/part';
import type { DataSamples } from '#shared/protocol/data-questions';
import { DigitPicture } from '../../render/digit';
import { Checkbox, Dropdown, IconButton, NumberField, RadioGroup } from '../../toolkit';
import { useLatestAnswer } from '../../use-latest-answer';
import { type Filter, narrowed } from './filter';
import { groupsOf } from './groups';
import { strings } from './strings';

interface SamplesProps {
  /** Which data set: see `PanelState.data`. */
  readonly set: number;
  readonly summary: DataSummary;
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
}

/** What stands for all classes among their indices. */
const EVERY = 'all';

/** Images by class, page by page: of all classes a few, or of one. */
export function Samples({ set, summary, filter, onFilter }: SamplesProps) {
  const { classes, parts, overlaps } = summary;
  const { answer, error } = useLatestAnswer({ kind: 'samples', set, ...filter } as const, set);
  const section = useRef<HTMLElement>(null);
  const { part, label, repeated } = filter;
  // What was chosen further up is to be seen; at first there is nothing that anyone has chosen.
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) section.current?.scrollIntoView({ block: 'nearest' });
    first.current = false;
  }, [label, repeated]);
  const repeats = parts.some(({ duplicates }) => duplicates > 0) || overlaps.length > 0;
  return (
    <section ref={section} class="card data-samples">
      <h2>{label === null ? strings.samples : strings.samplesOf(classes[label]!)}</h2>
      <div class="samples-controls">
        <Dropdown
          label={strings.showClass}
          options={[
            { value: EVERY, text: strings.allClasses },
            ...classes.map((text, value) => ({ value: String(value), text })),
          ]}
          value={label === null ? EVERY : String(label)}
          onChange={(value) => {
            onFilter(narrowed(filter, { label: value === EVERY ? null : Number(value) }));
          }}
        />
        <RadioGroup<DataPart>
          label={strings.part}
          options={parts.map((one) => ({ value: one.part, text: strings.parts[one.part] }))}
          value={part}
          onChange={(value) => {
            onFilter(narrowed(filter, { part: value }));
          }}
        />
        {repeats && (
          <Checkbox
            label={strings.repeatedOnly}
            title={strings.repeatedHint}
            checked={repeated}
            onChange={(value) => {
              onFilter(narrowed(filter, { repeated: value }));
            }}
          />
        )}
      </div>
      {error !== null && (
        <p class="notice" role="alert">
          {error.message}
        </p>
      )}
      {answer !== null && (
        <>
          <Groups answer={answer} part={part} classes={classes} single={label !== null} />
          <Pager
            answer={answer}
            onPage={(page) => {
              onFilter({ ...filter, page });
            }}
          />
        </>
      )}
    </section>
  );
}

interface GroupsProps {
  readonly answer: DataSamples;
  readonly part: DataPart;
  readonly classes: readonly string[];
  /** Only one class is looked at, which the heading names. */
  readonly single: boolean;
}

function Groups({ answer, part, classes, single }: GroupsProps) {
  const groups = useMemo(() => groupsOf(answer), [answer]);
  if (groups.length === 0) return <p class="quiet">{strings.noSamples}</p>;
  return (
    <div class={single ? 'sample-groups single' : 'sample-groups'}>
      {groups.map(({ label, samples }) => (
        <div key={label} class="sample-group">
          {!single && <h3 title={classes[label]}>{classes[label]}</h3>}
          <ul class="sample-strip" aria-label={strings.samplesOf(classes[label]!)}>
            {samples.map(({ index, pixels }) => (
              <li key={index} title={strings.image[part](index)}>
                <DigitPicture
                  pixels={pixels}
                  shape={answer.pictures.shape}
                  label={strings.image[part](index)}
                />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}

interface PagerProps {
  readonly answer: DataSamples;
  readonly onPage: (page: number) => void;
}

function Pager({ answer: { page, pages, total }, onPage }: PagerProps) {
  return (
    <div class="samples-pager">
      {pages > 1 && (
        <div class="stepper">
          <IconButton
            icon="previous"
            label={strings.previous}
            onClick={() => {
              onPage((page + pages - 1) % pages);
            }}
          />
          <NumberField
            label={strings.page}
            title={strings.page}
            value={page + 1}
            most={pages}
            onChange={(value) => {
              onPage(Math.max(0, value - 1));
            }}
          />
          <span class="quiet">{strings.ofPages(pages)}</span>
          <IconButton
            icon="next"
            label={strings.next}
            onClick={() => {
              onPage((page + 1) % pages);
            }}
          />
        </div>
      )}
      <p class="quiet" role="status">
        {strings.total(total)}
      </p>
    </div>
  );
}
