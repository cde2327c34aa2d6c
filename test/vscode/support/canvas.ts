import type { FrameLocator, Locator } from 'playwright-core';

/** As much of a canvas as is needed here: the tests are compiled without the types of a browser. */
interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly ownerDocument: { createElement(name: 'canvas'): Canvas };
  toDataURL(): string;
  getContext(kind: '2d'): {
    fillStyle: string;
    fillRect(x: number, y: number, width: number, height: number): void;
    getImageData(x: number, y: number, w: number, h: number): { data: Uint8ClampedArray };
  };
}

/** All pixels, to be compared with those of another moment. */
export function pixelsOf(canvas: Locator): Promise<string> {
  return canvas.evaluate((element) => (element as unknown as Canvas).toDataURL());
}

/** Pixels that are not clear. */
export function inkOf(canvas: Locator): Promise<number> {
  return canvas.evaluate((element) => {
    const canvas = element as unknown as Canvas;
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((alpha, at) => at % 4 === 3 && alpha > 0).length;
  });
}

export interface DrawnCurve {
  /** Pixels in the curve's colour. */
  readonly ink: number;
  /** The last column of the chart that has some, as a share of its width. */
  readonly end: number;
}

/** What the chart shows of a network: the pixels in the colour that the legend gives it. */
export async function curveOf(panel: FrameLocator, label: string): Promise<DrawnCurve> {
  const color = await panel
    .getByRole('button', { name: new RegExp(`^${label} `) })
    .locator('line')
    .getAttribute('stroke');
  return panel.locator('.chart canvas').evaluate((element, stroke): DrawnCurve => {
    const canvas = element as unknown as Canvas;
    const sample = canvas.ownerDocument.createElement('canvas').getContext('2d');
    sample.fillStyle = stroke!;
    sample.fillRect(0, 0, 1, 1);
    const wanted = sample.getImageData(0, 0, 1, 1).data;
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let ink = 0;
    let end = 0;
    for (let at = 0; at < data.length; at += 4) {
      // The edges of a line are half clear, and their colours are rounded.
      const near = [0, 1, 2].every((i) => Math.abs(data[at + i]! - wanted[i]!) < 12);
      if (!near || data[at + 3]! < 128) continue;
      ink++;
      end = Math.max(end, (at / 4) % canvas.width);
    }
    return { ink, end: end / canvas.width };
  }, color);
}
