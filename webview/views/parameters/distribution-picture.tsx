import type { ParameterPicture } from '../../../extension/protocol/events';
import { formatSigned } from '../../format';
import { commonest, outlineOf } from './distribution';
import { strings } from './strings';

/** How the values of one parameter are spread, between the least and the most. */
export function Distribution({ picture }: { readonly picture: ParameterPicture }) {
  const { name, histogram, least, most } = picture;
  const label =
    least === most
      ? strings.constant(name, least)
      : strings.distribution(name, least, most, commonest(histogram, least, most));
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
