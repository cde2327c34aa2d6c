import { t } from '@vscode/l10n';
import type { ImageShape } from '#shared/image-shape';
import { faceName } from '../../setting-names';
import { unusable } from '../unusable';

/** How images lie in an array. */
export interface Layout {
  readonly count: number;
  readonly imageShape: ImageShape;
  /** The channels of a pixel are neighbours: (N, H, W, C), as files of pictures have them. */
  readonly channelsLast: boolean;
}

/** Larger images are no task for an engine whose networks look at every pixel. */
const LARGEST_SIDE = 256;
const CHANNELS = [1, 3];

/**
 * Tells how images lie from the shape of an array: (N, H, W), (N, H, W, C), (N, C, H, W), or (N, pixels).
 * @param imageSize (H, W) of flat images, where it is known
 * @throws LabError `input` where it is no shape of images
 */
export function layoutOf(
  shape: readonly number[],
  imageSize: readonly [number, number] | null,
  path: string,
): Layout {
  const [count = 0, a = 0, b = 0, c = 0] = shape;
  const layout = (imageShape: ImageShape, channelsLast = false): Layout => {
    checkImageShape(imageShape, path);
    return { count, imageShape, channelsLast };
  };
  switch (shape.length) {
    case 2:
      return layout(flatShape(a, imageSize, path));
    case 3:
      return layout([1, a, b]);
    case 4:
      // 28×28×1 and 1×28×28; of 3×32×3 nobody can tell, and files have channels last more often.
      if (CHANNELS.includes(c)) return layout([c, a, b], true);
      if (CHANNELS.includes(a)) return layout([a, b, c]);
  }
  throw unusable(
    path,
    t('its shape is {0}, which is none of images', shape.join('×')),
    t(
      'Images are count × height × width, with 1 or 3 channels before or behind height and width, or count × pixels.',
    ),
  );
}

/** @throws LabError `input` where images of this shape are not read */
export function checkImageShape([, height, width]: ImageShape, path: string): void {
  if (height === 0 || width === 0) {
    throw unusable(path, t('its images are {0} pixels', `${height}×${width}`));
  }
  if (Math.max(height, width) <= LARGEST_SIDE) return;
  throw unusable(
    path,
    t(
      'its images are {0} pixels, and at most {1} a side are read',
      `${height}×${width}`,
      LARGEST_SIDE,
    ),
    t('Make them smaller.'),
  );
}

/** The shape of an image whose pixels stand in one row. */
export function flatShape(
  pixels: number,
  imageSize: readonly [number, number] | null,
  path: string,
): ImageShape {
  for (const channels of CHANNELS) {
    const area = pixels / channels;
    if (imageSize !== null && imageSize[0] * imageSize[1] === area) return [channels, ...imageSize];
    const side = Math.round(Math.sqrt(area));
    if (imageSize === null && side > 0 && side * side === area) return [channels, side, side];
  }
  throw unusable(
    path,
    imageSize === null
      ? t('its images have {0} pixels in a row, which make no square', pixels)
      : t('its images have {0} pixels in a row, not {1}', pixels, imageSize.join('×')),
    t('Say height and width of the images ({0}).', faceName('imageSize')),
  );
}

/**
 * Puts the pixels of an array, which come in the order of its file, where they are among images.
 * @param images (N, C, H, W)
 */
export function placeIn(
  images: Uint8Array,
  { shape, fortran }: { readonly shape: readonly number[]; readonly fortran: boolean },
  { imageShape: [channels, height, width], channelsLast }: Layout,
): (pixels: Uint8Array) => void {
  let to = 0;
  const inOrder = !fortran && (!channelsLast || channels === 1);
  if (inOrder) {
    return (pixels) => {
      images.set(pixels, to);
      to += pixels.length;
    };
  }
  const area = height * width;
  const strides = channelsLast ? [channels * area, width, 1, area] : rowMajor(shape);
  const axes = [...shape.keys()];
  const fastestFirst = fortran ? axes : axes.reverse();
  const at = shape.map(() => 0);
  return (pixels) => {
    for (const pixel of pixels) {
      images[to] = pixel;
      for (const axis of fastestFirst) {
        to += strides[axis]!;
        if (++at[axis]! < shape[axis]!) break;
        to -= strides[axis]! * shape[axis]!;
        at[axis] = 0;
      }
    }
  };
}

/** By how much an index further in each dimension leads, where the last one runs fastest. */
function rowMajor(shape: readonly number[]): number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
}
