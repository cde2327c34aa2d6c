import type { RunState } from '../../extension/protocol/run-state';
import { mostConfused } from '../confusions';
import { formatCount, formatPercent, formatShareOfHundred } from '../format';
import { HeatMap } from '../render/heat-map';
import { SeriesKey } from '../render/series-key';
import type { Theme } from '../render/theme';
import { strings } from '../strings';

/** Confusion matrices side by side, each with its accuracy and per-class precision and recall. */
export function Confusion({ state, theme }: { readonly state: RunState; readonly theme: Theme }) {
  const { models, dataset } = state.run;
  return (
    <section class="card">
      <h2>{strings.results}</h2>
      <div class="side-by-side">
        {models.map((model, index) => {
          const evaluation = state.evaluations[model.id];
          if (evaluation === undefined) return null;
          const images = evaluation.confusion.flat().reduce((sum, count) => sum + count, 0);
          return (
            <article key={model.id} data-model={model.id}>
              <h3>
                <SeriesKey index={index} theme={theme} /> {model.id}
                <span class="quiet"> {model.label}</span>
              </h3>
              <p class="accuracy">
                <strong>{formatPercent(evaluation.accuracy)}</strong>{' '}
                {strings.ofImagesRight(formatCount(images))}
              </p>
              <HeatMap
                caption={strings.confusionCaption(model.id)}
                classes={dataset.classes}
                counts={evaluation.confusion}
                theme={theme}
                cellLabel={(actual, predicted, count) =>
                  strings.cell(actual, predicted, formatCount(count))
                }
                format={String}
                rowFigures={{
                  short: strings.recallShort,
                  long: strings.recall,
                  values: evaluation.recall.map(formatShareOfHundred),
                  title: (i) =>
                    strings.recallOf(dataset.classes[i]!, formatPercent(evaluation.recall[i]!)),
                }}
                columnFigures={{
                  short: strings.precisionShort,
                  long: strings.precision,
                  values: evaluation.precision.map(formatShareOfHundred),
                  title: (i) =>
                    strings.precisionOf(
                      dataset.classes[i]!,
                      formatPercent(evaluation.precision[i]!),
                    ),
                }}
              />
              <Confusions counts={evaluation.confusion} classes={dataset.classes} />
            </article>
          );
        })}
      </div>
    </section>
  );
}

/** The mistakes that were made most often, in words. */
function Confusions({
  counts,
  classes,
}: {
  readonly counts: readonly (readonly number[])[];
  readonly classes: readonly string[];
}) {
  const pairs = mostConfused(counts);
  if (pairs.length === 0) return null;
  return (
    <p class="quiet">
      {strings.mostConfused}{' '}
      {pairs
        .map(({ actual, predicted, count }) =>
          strings.takenFor(classes[actual]!, classes[predicted]!, formatCount(count)),
        )
        .join(', ')}
    </p>
  );
}
