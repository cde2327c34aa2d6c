import type { Axis } from '../../host';
import type { Range } from '../../render/value-range';

/** With so few positions left there is nothing more to see. */
const NARROWEST = 1e-3;

/** A part of `whole`, `factor` times as wide as `range`, in which `anchor` stays where it is. */
export function scaled(range: Range, factor: number, anchor: number, whole: Range): Range | null {
  const [from, to] = range;
  const width = (to - from) * factor;
  if (width >= whole[1] - whole[0]) return null;
  if (width < (whole[1] - whole[0]) * NARROWEST) return range;
  const share = (anchor - from) / (to - from);
  return within([anchor - width * share, anchor + width * (1 - share)], whole);
}

/** `range` moved so far that `position` is in it. */
export function following(range: Range, position: number): Range {
  const [from, to] = range;
  const shift = Math.min(0, position - from) + Math.max(0, position - to);
  return shift === 0 ? range : [from + shift, to + shift];
}

/** `range` moved into `whole`, which is as wide at least. */
function within([from, to]: Range, whole: Range): Range {
  const shift = Math.max(0, whole[0] - from) + Math.min(0, whole[1] - to);
  return [from + shift, to + shift];
}

/** All of the axis; it begins at nothing where time or batches are counted. */
export function wholeRange(positions: Range | null, axis: Axis): Range {
  if (positions === null) return [0, 1];
  const [first, last] = positions;
  if (axis === 'epoch') return first === last ? [first - 1, last + 1] : [first, last];
  return [0, Math.max(last, axis === 'batch' ? 1 : 1e-3)];
}
