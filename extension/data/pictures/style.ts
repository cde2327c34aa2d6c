/** What the images of a data set have in common, so that a picture can be prepared as they were. */
export interface Style {
  /** What the edges of nearly all images are: MNIST's are dark. Null where they are not of one brightness. */
  readonly paper: 'dark' | 'light' | null;
  /** Whether what is on the paper are strokes in the middle of it, which can be cut out and centred. */
  readonly strokes: StrokeStyle | null;
}

export interface StrokeStyle {
  /** The longer side of what is drawn, as a share of the image's: 20/28 in MNIST. */
  readonly box: number;
  /** How thick lines are, as a share of the longer side of what is drawn. */
  readonly thickness: number;
  /** What lies in the same place in all images: the centre of mass, or that of the box around what is drawn. */
  readonly centre: 'mass' | 'box';
  /** Where that is, from the left and from the top, as a share of the image's sides. */
  readonly x: number;
  readonly y: number;
}

/** So many images tell what all are like. */
const SAMPLES = 400;
/** Grey levels by which paper differs from itself. */
const SAME = 32;
/** Share of the edge's pixels, and of the images, that have to be alike. */
const NEARLY_ALL = 0.9;
/** Grey levels from the paper from which on there is ink. */
const INK = 64;
/** Lines are no thicker than this share of what they make: else it is a thing that fills its outline. */
const THICKEST = 0.3;

/**
 * @param images (count, H, W) grey
 * @param size (H, W)
 */
export function styleOf(
  images: Uint8Array,
  count: number,
  [height, width]: readonly [number, number],
): Style {
  const size = height * width;
  const step = Math.max(1, Math.floor(count / SAMPLES));
  const samples: Uint8Array[] = [];
  for (let i = 0; i < count; i += step) samples.push(images.subarray(i * size, (i + 1) * size));
  const edges = samples.flatMap((image) => edgeOf(image, height, width));
  const level = median(edges);
  const alike = edges.filter((value) => Math.abs(value - level) <= SAME).length;
  if (edges.length === 0 || alike < NEARLY_ALL * edges.length)
    return { paper: null, strokes: null };
  if (level > SAME && level < 255 - SAME) return { paper: null, strokes: null };
  const paper = level <= SAME ? 'dark' : 'light';
  const drawn = samples
    .map((image) => extentOf(inkOn(image, level), height, width))
    .filter((extent) => extent !== null);
  if (drawn.length < NEARLY_ALL * samples.length) return { paper, strokes: null };
  const thickness = median(drawn.map((extent) => extent.thickness / longer(extent)));
  if (thickness > THICKEST) return { paper, strokes: null };
  const box = median(
    drawn.map(({ bottom, top, right, left }) =>
      Math.max((bottom - top) / height, (right - left) / width),
    ),
  );
  const mass = middleOf(drawn.map(({ massX, massY }) => [massX / width, massY / height]));
  const middle = middleOf(
    drawn.map(({ left, right, top, bottom }) => [
      (left + right) / 2 / width,
      (top + bottom) / 2 / height,
    ]),
  );
  const [centre, { x, y }] =
    mass.spread < middle.spread ? (['mass', mass] as const) : (['box', middle] as const);
  return { paper, strokes: { box, thickness, centre, x, y } };
}

function middleOf(points: readonly (readonly [number, number])[]): {
  x: number;
  y: number;
  spread: number;
} {
  const mean = (of: 0 | 1): number =>
    points.reduce((sum, point) => sum + point[of], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const spread = points.reduce((sum, [px, py]) => sum + (px - x) ** 2 + (py - y) ** 2, 0);
  return { x, y, spread };
}

/** Pixels at the edge of an image. */
export function edgeOf(image: Uint8Array, height: number, width: number): number[] {
  const edge = [...image.subarray(0, width), ...image.subarray((height - 1) * width)];
  for (let y = 1; y < height - 1; y++) edge.push(image[y * width]!, image[(y + 1) * width - 1]!);
  return edge;
}

function inkOn(image: Uint8Array, paper: number): Uint8Array {
  return image.map((value) => Math.abs(value - paper));
}

/** Where ink is, in pixels from the top left corner. */
export interface Extent {
  readonly left: number;
  /** The first column that has none any more. */
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly massX: number;
  readonly massY: number;
  /** How thick lines are, in pixels. */
  readonly thickness: number;
}

export function longer({ left, right, top, bottom }: Extent): number {
  return Math.max(right - left, bottom - top);
}

/**
 * @param ink (height, width), 0 for paper
 * @returns null where there is none
 */
export function extentOf(ink: Uint8Array, height: number, width: number): Extent | null {
  let [left, right, top, bottom] = [width, 0, height, 0];
  let [mass, massX, massY] = [0, 0, 0];
  let [area, outline] = [0, 0];
  const isInk = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && ink[y * width + x]! >= INK;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = ink[y * width + x]!;
      mass += value;
      massX += value * (x + 0.5);
      massY += value * (y + 0.5);
      if (value < INK) continue;
      area++;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y + 1);
      for (const [dx, dy] of SIDES) if (!isInk(x + dx, y + dy)) outline++;
    }
  }
  if (area === 0) return null;
  return {
    ...{ left, right, top, bottom, massX: massX / mass, massY: massY / mass },
    // A long line has two sides of its length; one that slants is longer by a quarter along pixels.
    thickness: (2 * SLANTING * area) / outline,
  };
}

const SIDES = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;
const SLANTING = 1.27;

export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
