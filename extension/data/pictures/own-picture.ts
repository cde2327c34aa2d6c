import { t } from '@vscode/l10n';
import { LabError } from '../../errors';
import { inkOf } from './paper';
import type { Picture } from './picture';
import { greyOf, resize, toPlanes } from './resize';
import { edgeOf, extentOf, longer, median, type Style, type StrokeStyle } from './style';

/** A person's picture, as the networks of a data set want it. */
export interface Prepared {
  /** (C, H, W) */
  readonly pixels: Uint8Array;
  /** What was done to it, besides its size. */
  readonly steps: PreparationSteps;
}

export interface PreparationSteps {
  /** Dark and light were exchanged. */
  readonly inverted: boolean;
  /** Paper of uneven brightness was taken away. */
  readonly paperRemoved: boolean;
  /** It was cut out, and what lies in the middle now; null where the picture was taken whole. */
  readonly centred: StrokeStyle['centre'] | null;
}

/** Pixels of a side that are looked at: more show nothing more of a line. */
const LOOKED_AT = 400;
/** Parts with less than this share of the largest one's ink are dirt. */
const DIRT = 0.04;

/**
 * Prepares a picture as the images of a data set were: strokes are cut out of their paper, made as large, thick and
 * bright as theirs, and put where they have theirs; any other picture is taken whole.
 * @param shape (C, H, W)
 * @throws LabError `input` where strokes are wanted and there are none
 */
export function preparePicture(
  picture: Picture,
  [channels, height, width]: readonly [number, number, number],
  style: Style,
): Prepared {
  if (channels === 1) {
    const grey: Picture = { ...picture, channels: 1, pixels: greyOf(picture) };
    return prepareGrey(grey, [height, width], style);
  }
  const planes = toPlanes(resize(picture, width, height));
  const size = height * width;
  const pixels = new Uint8Array(channels * size);
  for (let c = 0; c < channels; c++) {
    const from = Math.min(c, picture.channels - 1) * size;
    pixels.set(planes.subarray(from, from + size), c * size);
  }
  return { pixels, steps: { inverted: false, paperRemoved: false, centred: null } };
}

function prepareGrey(
  picture: Picture,
  [height, width]: readonly [number, number],
  style: Style,
): Prepared {
  const edge = median(edgeOf(picture.pixels, picture.height, picture.width));
  const paper = edge < 128 ? 'dark' : 'light';
  const sameSize = picture.width === width && picture.height === height;
  if (style.strokes === null || (sameSize && paper === style.paper)) {
    const inverted = style.paper !== null && paper !== style.paper && isPlain(picture, edge);
    const { pixels } = resize(picture, width, height);
    return {
      pixels: inverted ? pixels.map((value) => 255 - value) : pixels,
      steps: { inverted, paperRemoved: false, centred: null },
    };
  }
  const scale = Math.min(1, LOOKED_AT / Math.max(picture.width, picture.height));
  const small = resize(
    picture,
    Math.max(1, Math.round(picture.width * scale)),
    Math.max(1, Math.round(picture.height * scale)),
  );
  const { ink, dark, uneven } = inkOf(small.pixels, small.height, small.width);
  const drawn = withoutDirt(ink, small.height, small.width);
  const pixels = placed(drawn, [small.height, small.width], [height, width], style.strokes);
  return {
    pixels: style.paper === 'light' ? pixels.map((value) => 255 - value) : pixels,
    steps: {
      inverted: dark !== (style.paper === 'light'),
      paperRemoved: uneven,
      centred: style.strokes.centre,
    },
  };
}

/** Whether the edge is of one brightness, as paper is. */
function isPlain({ pixels, height, width }: Picture, level: number): boolean {
  const edge = edgeOf(pixels, height, width);
  return edge.filter((value) => Math.abs(value - level) <= 32).length >= 0.9 * edge.length;
}

/** Without what is small, and without what comes in from outside where something else is there. */
function withoutDirt(ink: Uint8Array, height: number, width: number): Uint8Array {
  const parts = partsOf(ink, height, width);
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  const inside = parts.filter(({ atEdge }) => !atEdge);
  const insideWeight = inside.reduce((sum, { weight }) => sum + weight, 0);
  const counted = insideWeight >= 0.2 * total ? inside : parts;
  const most = Math.max(0, ...counted.map(({ weight }) => weight));
  const kept = new Uint8Array(ink.length);
  for (const { weight, pixels } of counted) {
    if (weight < DIRT * most) continue;
    for (const i of pixels) kept[i] = ink[i]!;
  }
  return kept;
}

interface InkPart {
  readonly pixels: readonly number[];
  /** Sum of its ink. */
  readonly weight: number;
  readonly atEdge: boolean;
}

/** What hangs together, corners included. */
function partsOf(ink: Uint8Array, height: number, width: number): InkPart[] {
  const seen = new Uint8Array(ink.length);
  const parts: InkPart[] = [];
  for (let start = 0; start < ink.length; start++) {
    if (ink[start] === 0 || seen[start] === 1) continue;
    seen[start] = 1;
    const pixels = [start];
    let [weight, atEdge] = [0, false];
    // It grows while one goes through it.
    for (const i of pixels) {
      const [x, y] = [i % width, Math.floor(i / width)];
      weight += ink[i]!;
      atEdge ||= x === 0 || y === 0 || x === width - 1 || y === height - 1;
      for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
        for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
          const near = row * width + column;
          if (ink[near] === 0 || seen[near] === 1) continue;
          seen[near] = 1;
          pixels.push(near);
        }
      }
    }
    parts.push({ pixels, weight, atEdge });
  }
  return parts;
}

/** Strokes of any size on paper of any size, as large as those of the data set and where they have theirs. */
function placed(
  ink: Uint8Array,
  [inkHeight, inkWidth]: readonly [number, number],
  [height, width]: readonly [number, number],
  style: StrokeStyle,
): Uint8Array {
  const { box, thickness } = style;
  const thin = extentOf(ink, inkHeight, inkWidth);
  if (thin === null) {
    throw new LabError(
      'input',
      t(
        'Nothing stands out in this picture: take one with dark lines on light paper, or light on dark.',
      ),
    );
  }
  const grow = Math.max(0, (thickness * longer(thin) - thin.thickness) / 2);
  const thick = thickened(ink, inkHeight, inkWidth, grow);
  const { left, right, top, bottom } = extentOf(thick, inkHeight, inkWidth)!;
  const cut = cutOut(thick, inkWidth, left, right, top, bottom);
  const scale = Math.min((box * height) / cut.height, (box * width) / cut.width);
  const resized = resize(
    cut,
    Math.max(1, Math.round(cut.width * scale)),
    Math.max(1, Math.round(cut.height * scale)),
  );
  const extent = extentOf(resized.pixels, resized.height, resized.width);
  const byMass = style.centre === 'mass' && extent !== null;
  const x = start(byMass ? extent.massX : resized.width / 2, resized.width, style.x * width, width);
  const y = start(
    byMass ? extent.massY : resized.height / 2,
    resized.height,
    style.y * height,
    height,
  );
  const pixels = new Uint8Array(height * width);
  for (let row = 0; row < resized.height; row++) {
    const from = row * resized.width;
    pixels.set(resized.pixels.subarray(from, from + resized.width), (y + row) * width + x);
  }
  return pixels;
}

/** Where something of this length begins so that its centre is where it should be, as far as all of it stays inside. */
function start(centre: number, length: number, wanted: number, size: number): number {
  return Math.max(0, Math.min(size - length, Math.round(wanted - centre)));
}

function cutOut(
  ink: Uint8Array,
  inkWidth: number,
  left: number,
  right: number,
  top: number,
  bottom: number,
): Picture {
  const width = right - left;
  const pixels = new Uint8Array((bottom - top) * width);
  for (let y = top; y < bottom; y++) {
    pixels.set(ink.subarray(y * inkWidth + left, y * inkWidth + right), (y - top) * width);
  }
  return { width, height: bottom - top, channels: 1, pixels };
}

/** Each pixel as the brightest within a circle: thin pens would fade as the picture becomes small. */
function thickened(ink: Uint8Array, height: number, width: number, radius: number): Uint8Array {
  const reach = Math.round(radius);
  if (reach === 0) return ink;
  const thick = ink.slice();
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      if (dx * dx + dy * dy > radius * radius) continue;
      for (let y = Math.max(0, -dy); y < Math.min(height, height - dy); y++) {
        for (let x = Math.max(0, -dx); x < Math.min(width, width - dx); x++) {
          const to = y * width + x;
          thick[to] = Math.max(thick[to]!, ink[(y + dy) * width + x + dx]!);
        }
      }
    }
  }
  return thick;
}
