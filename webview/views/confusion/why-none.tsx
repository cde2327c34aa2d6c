import type { Share } from '#shared/confusion';
import { formatList } from '../../format';

interface WhyNoneProps {
  /** One for each class. */
  readonly shares: readonly Share[];
  readonly classes: readonly string[];
  readonly why: (classes: string) => string;
}

/** Why some classes have a dash for a share, if any have. */
export function WhyNone({ shares, classes, why }: WhyNoneProps) {
  const without = classes.filter((_, i) => shares[i] === null);
  return without.length > 0 && <p class="quiet">{why(formatList(without))}</p>;
}
