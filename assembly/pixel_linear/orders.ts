/**
 * For each mask of 8 bits, the places of those that are set, in order. In memory of the host's, for a
 * module's own memory is made anew by every thread that starts.
 */
export const PIXEL_ORDER_BYTES: i32 = 256 * 8;

/** Fills the table. */
export function pixelOrders(
  orders: usize, // (256, 8) u8, zero
): void {
  for (let mask = 0; mask < 256; mask++) {
    let order = orders + ((<usize>mask) << 3);
    for (let bit = 0; bit < 8; bit++) {
      if (!((mask >> bit) & 1)) continue;
      store<u8>(order, bit);
      order++;
    }
  }
}
