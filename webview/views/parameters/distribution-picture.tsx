import type { ParameterPicture } from '#shared/protocol/events';
import { formatCount, formatSigned } from '../../format';
import { commonest, finiteOf, outlineOf } from './distribution';
import { strings } from './strings';

interface DistributionProps {
  readonly picture: ParameterPicture;
  /** Values that the parameter has, finite or not. */
  readonly count: number;
}

/** How the values of one parameter are spread, between the least and the most. */
export function Distribution({ picture, count }: DistributionProps) {
  const { name, histogram, least, most } = picture;
  const finite = finiteOf(histogram);
  if (finite === 0) return <p class="quiet">{strings.diverged(name)}</p>;
  const spread =
    least === most
      ? strings.constant(name, least)
      : strings.distribution(name, least, most, commonest(histogram, least, most));
  const label =
    finite < count ? `${spread} ${strings.notFinite(formatCount(count - finite))}` : spread;
  const zero = ((0 - least) / (most - least)) * histogram.length;
  return (
    <div class="distribution" role="img" aria-label={label} title={label}>
      <span>{formatSigned(least)}</span>
      <svg viewBox={`0 0 ${histogram.length} 1`} preserveAspectRatio="none" aria-hidden="true">
        <path d={outlineOf(histogram)} />
        {zero >= 0 && zero <= histogram.length && <line x1={zero} x2={zero} y1="0" y2="1" />}
      </svg>
      <span>{formatSigned(most)}</span>
    </div>
  );
}
