/** Where the pen is, in heights of the pad from its top left corner. */
export interface PenPoint {
  readonly x: number;
  readonly y: number;
  /** Half the width of the line here. */
  readonly radius: number;
}

/** From where the pen was set down to where it was lifted; a single point is a dot. */
export type Stroke = readonly PenPoint[];

/** MNIST's digits fill 20 of 28 pixels. */
const BOX = 20 / 28;
const INK = 255;

/**
 * A drawing as MNIST's authors prepared theirs: scaled into the box in the middle with its proportions
 * kept, smoothed at the edges, then moved by whole pixels until its centre of mass is in the centre, as
 * far as that cuts nothing off. (height, width), 0 to 255; null for an empty drawing.
 * Y. LeCun, L. Bottou, Y. Bengio, P. Haffner: Gradient-Based Learning Applied to Document Recognition,
 * section III A.
 */
export function prepareDrawing(
  strokes: readonly Stroke[],
  [height, width]: readonly [number, number],
): readonly number[] | null {
  if (strokes.every((stroke) => stroke.length === 0)) return null;
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y, radius } of strokes.flat()) {
    left = Math.min(left, x - radius);
    right = Math.max(right, x + radius);
    top = Math.min(top, y - radius);
    bottom = Math.max(bottom, y + radius);
  }
  const scale = Math.min((BOX * height) / (bottom - top), (BOX * width) / (right - left));
  const centred = strokes.map((stroke) =>
    stroke.map(({ x, y, radius }) => ({
      x: width / 2 + (x - (left + right) / 2) * scale,
      y: height / 2 + (y - (top + bottom) / 2) * scale,
      radius: radius * scale,
    })),
  );
  const image = rasterise(centred, height, width);
  const mass = centreOfMass(image, width);
  return moved(
    image,
    width,
    towardsCentre(mass.x, width, (right - left) * scale),
    towardsCentre(mass.y, height, (bottom - top) * scale),
  );
}

/** Centre of the ink, in pixels from the top left corner; the first pixel's own centre is 0.5. */
export function centreOfMass(image: readonly number[], width: number): { x: number; y: number } {
  let [total, x, y] = [0, 0, 0];
  image.forEach((ink, i) => {
    total += ink;
    x += ink * ((i % width) + 0.5);
    y += ink * (Math.floor(i / width) + 0.5);
  });
  return { x: x / total, y: y / total };
}

/** Whole pixels to go, within the margin that `extent` leaves on either side. */
function towardsCentre(mass: number, size: number, extent: number): number {
  const margin = Math.floor((size - extent) / 2);
  return Math.max(-margin, Math.min(margin, Math.round(size / 2 - mass)));
}

/** How much of each pixel the lines cover, their points being in pixels. */
function rasterise(strokes: readonly Stroke[], height: number, width: number): number[] {
  const image = new Array<number>(height * width).fill(0);
  for (const stroke of strokes) {
    stroke.forEach((to, i) => {
      const from = stroke[i - 1] ?? to;
      const reach = Math.max(from.radius, to.radius) + 0.5;
      const firstRow = Math.max(0, Math.floor(Math.min(from.y, to.y) - reach));
      const lastRow = Math.min(height - 1, Math.ceil(Math.max(from.y, to.y) + reach));
      const firstColumn = Math.max(0, Math.floor(Math.min(from.x, to.x) - reach));
      const lastColumn = Math.min(width - 1, Math.ceil(Math.max(from.x, to.x) + reach));
      for (let row = firstRow; row <= lastRow; row++) {
        for (let column = firstColumn; column <= lastColumn; column++) {
          const at = row * width + column;
          const ink = Math.round(INK * coverage(from, to, column + 0.5, row + 0.5));
          if (ink > image[at]!) image[at] = ink;
        }
      }
    });
  }
  return image;
}

/** 0 to 1: a pixel is covered as far as the line's edge has passed its centre. */
function coverage(from: PenPoint, to: PenPoint, x: number, y: number): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const along =
    length === 0 ? 0 : Math.max(0, Math.min(1, ((x - from.x) * dx + (y - from.y) * dy) / length));
  const within = (point: PenPoint): number => point.radius - Math.hypot(x - point.x, y - point.y);
  const between = {
    x: from.x + along * dx,
    y: from.y + along * dy,
    radius: from.radius + along * (to.radius - from.radius),
  };
  // A thick end reaches further than the line that narrows from it.
  const depth = Math.max(within(from), within(to), within(between));
  return Math.max(0, Math.min(1, depth + 0.5));
}

function moved(image: readonly number[], width: number, right: number, down: number): number[] {
  const height = image.length / width;
  return image.map((_, i) => {
    const column = (i % width) - right;
    const row = Math.floor(i / width) - down;
    const inside = column >= 0 && column < width && row >= 0 && row < height;
    return inside ? image[row * width + column]! : 0;
  });
}
