/**
 * Packing: weights in the order in which the microkernel reads them. A panel of r rows is stored as
 * (K, r), panels one after the other, so that a panel is one ascending stream. Packed once a step,
 * read by every tile.
 */
import { panelCount, panelStart } from './panel';

/**
 * Packs a matrix whose element (row, k) is at `row * rowStride + k * depthStride` floats.
 * Threads share the panels out: this one packs panels `first, first + step, …`.
 */
export function packPanels(
  packed: usize, // panels of (K, r)
  matrix: usize,
  rows: i32,
  depth: i32, // K
  rowStride: i32,
  depthStride: i32,
  first: i32,
  step: i32,
): void {
  const panels = panelCount(rows);
  for (let panel = first; panel < panels; panel += step) {
    const start = panelStart(rows, panel);
    const height = panelStart(rows, panel + 1) - start;
    let to = packed + ((<usize>(start * depth)) << 2);
    for (let k = 0; k < depth; k++) {
      let from = matrix + ((<usize>(start * rowStride + k * depthStride)) << 2);
      for (let r = 0; r < height; r++) {
        store<f32>(to, load<f32>(from));
        to += 4;
        from += (<usize>rowStride) << 2;
      }
    }
  }
}
