import { useMemo } from 'preact/hooks';
import type { DataSummary } from '#shared/data-summary';
import type { Pictures } from '#shared/protocol/data-questions';
import { formatCount } from '../../format';
import { ShareBar } from '../../render/bar';
import { DigitPicture } from '../../render/digit';
import { Icon } from '../../render/icon';
import { type Filter, narrowed } from './filter';
import { imagesIn } from './groups';
import { strings } from './strings';

interface ClassTableProps {
  readonly summary: DataSummary;
  readonly means: Pictures;
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
}

/** How many images of each class each part has, and what their mean looks like. */
export function ClassTable({ summary, means, filter, onFilter }: ClassTableProps) {
  const { classes, parts } = summary;
  const images = useMemo(() => imagesIn(means), [means]);
  const most = parts.map(({ byClass }) => Math.max(...byClass));
  return (
    <section class="card data-classes">
      <h2>{strings.classes}</h2>
      <p class="quiet">
        {spread(summary)}. {strings.meanHint}
      </p>
      <div class="scroll" tabIndex={0} role="region" aria-label={strings.imagesOfClasses}>
        <table class="class-table">
          <caption class="spoken">{strings.imagesOfClasses}</caption>
          <thead>
            <tr>
              <th scope="col">{strings.classColumn}</th>
              {parts.map(({ part, count }) => (
                <th key={part} scope="col">
                  {strings.parts[part]} <span class="quiet">{formatCount(count)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {classes.map((name, label) => (
              <tr key={label} class={filter.label === label ? 'chosen' : ''}>
                <th scope="row">
                  <button
                    type="button"
                    class="class-name"
                    title={name}
                    aria-pressed={filter.label === label}
                    onClick={() => {
                      onFilter(narrowed(filter, { label: filter.label === label ? null : label }));
                    }}
                  >
                    <DigitPicture pixels={images[label]!} shape={means.shape} />
                    <span>{name}</span>
                  </button>
                </th>
                {parts.map(({ part, byClass }, i) => (
                  <td key={part}>
                    {byClass[label] === 0 ? (
                      <span class="class-lacking">
                        <Icon name="warning" /> {strings.none}
                      </span>
                    ) : (
                      <>
                        {formatCount(byClass[label]!)}
                        <ShareBar share={byClass[label]! / most[i]!} />
                      </>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** From the rarest class of the training images to the commonest. */
function spread({ parts }: DataSummary): string {
  const { byClass } = parts.find(({ part }) => part === 'train')!;
  const [least, most] = [Math.min(...byClass), Math.max(...byClass)];
  return least === most ? strings.eachAlike(least) : strings.each(least, most);
}
