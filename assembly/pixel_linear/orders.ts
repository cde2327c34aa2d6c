/** For each mask of 8 bits, the places of those that are set, in order: (256, 8) u8. Zero until filled. */
// @ts-ignore: decorator
@lazy
export const BIT_ORDERS: usize = memory.data(256 * 8, 16);

/** Fills the table, which is the module's own: at an address that is a constant in the code. */
export function pixelOrders(): void {
  for (let mask = 0; mask < 256; mask++) {
    let order = BIT_ORDERS + ((<usize>mask) << 3);
    for (let bit = 0; bit < 8; bit++) {
      if (!((mask >> bit) & 1)) continue;
      store<u8>(order, bit);
      order++;
    }
  }
}
