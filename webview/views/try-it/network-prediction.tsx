import type { ModelSummary } from '#shared/protocol/events';
import { formatPercent, formatWholePercent } from '../../format';
import { SeriesKey } from '../../render/series-key';
import type { Theme } from '../../render/theme';
import { classesToShow, voteOf } from './agreement';
import { strings } from './strings';

interface NetworkReadingProps {
  readonly model: ModelSummary;
  readonly index: number;
  readonly classes: readonly string[];
  /** (classes); null before there is an image. */
  readonly probabilities: readonly number[] | null;
  /** The label of a test image. */
  readonly actual: number | null;
  readonly theme: Theme;
}

/** Bars that one takes in at a glance. */
const CLASSES = 10;
/** Characters of a class's name that fit beside its bar without a column of their own. */
const SHORT_NAME = 3;

/** What one network takes the image for, and how the rest of its belief is spread. */
export function NetworkPrediction(props: NetworkReadingProps) {
  const { model, index, classes, probabilities, actual, theme } = props;
  const { predicted, probability } = voteOf(model.id, probabilities ?? []);
  const shown = classesToShow(probabilities ?? classes.map(() => 0), CLASSES);
  const label =
    shown.length < classes.length
      ? strings.likeliest(model.id, shown.length, classes.length)
      : strings.probabilities(model.id);
  const named = classes.some((name) => name.length > SHORT_NAME);
  const color = theme.series[index % theme.series.length]!;
  return (
    <article class={`reading ${named ? 'named' : ''}`} data-model={model.id}>
      <h3>
        <SeriesKey index={index} theme={theme} /> {model.id}
      </h3>
      <p class="reading-result">
        <strong>{predicted === null ? '–' : classes[predicted]}</strong>
        <span class="quiet">{predicted === null ? '' : formatPercent(probability)}</span>
      </p>
      {probabilities !== null && predicted === null && <p class="notice">{strings.diverged}</p>}
      <table aria-label={label}>
        <tbody>
          {shown.map((classIndex) => {
            const share = predicted === null ? null : probabilities![classIndex]!;
            return (
              <tr key={classIndex} class={classIndex === predicted ? 'predicted' : ''}>
                <th scope="row" title={classes[classIndex]}>
                  {classes[classIndex]}
                  {classIndex === actual && (
                    <span class="label-mark" title={strings.itsLabel}>
                      <span aria-hidden="true">✓</span>
                      <span class="spoken"> {strings.itsLabel}</span>
                    </span>
                  )}
                </th>
                <td>
                  <div class="belief-cell">
                    <span class="belief">
                      <span
                        class="belief-bar"
                        style={{ transform: `scaleX(${share ?? 0})`, backgroundColor: color }}
                      />
                    </span>
                    <span class="belief-number">{share !== null && formatWholePercent(share)}</span>
                  </div>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </article>
  );
}
