/** Index of the largest value, of the first of equals. NaN counts as the largest, as in `torch.argmax`. */
export function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length && !Number.isNaN(values[best]); i++) {
    if (!(values[i]! <= values[best]!)) best = i;
  }
  return best;
}
