/**
 * What is drawn for one image: where each pixel comes from, and what is erased. It follows from seed, step and the
 * image's place in the batch alone (Philox, see random/), so that it does not matter which thread makes the image, how
 * often, or whether the run was interrupted before. Meanings are torchvision's: RandomAffine, RandomHorizontalFlip,
 * RandomErasing.
 */
import { philox4x32 } from '../random/philox';
import { Augment } from './settings';

/** Keeps these numbers apart from those of networks, which have streams of their own. */
const STREAM: u32 = 0x61756721;
/** Tries to find a rectangle that fits, and the words of one. */
const TRIES: i32 = 10;
const WORDS: i32 = 4;
/** Words before those of the tries. */
const FIRST_TRY: i32 = 8;
/** Groups of four blocks of random words. */
const GROUPS: i32 = 3;

// @ts-ignore: decorator
@inline
export const PARAMETER_BYTES: usize = (<usize>GROUPS) << 6;

/** What is drawn of one image; `m` takes a pixel of the result, counted from the middle, to where it comes from. */
@unmanaged
export class Drawn {
  m0: f64;
  m1: f64;
  m2: f64;
  m3: f64;
  m4: f64;
  m5: f64;
  /** Whether that moves anything. */
  moved: i32;
  flipped: i32;
  /** A rectangle, of no pixels where nothing is erased. */
  top: i32;
  left: i32;
  bottom: i32;
  right: i32;
}

export const DRAWN_BYTES: i32 = offsetof<Drawn>();

/** Random words of an image: `purpose` keeps those of one kind apart from another's. */
export function drawWords(
  output: usize, // (groups * 16) u32
  groups: i32,
  augment: Augment,
  step: u32,
  place: u32,
  purpose: u32,
): void {
  philox4x32(output, groups, 0, purpose, step, place, augment.seed, STREAM);
}

/** A word as a number from `from` to below `to`. */
// @ts-ignore: decorator
@inline
function between(words: usize, index: i32, from: f64, to: f64): f64 {
  const share = <f64>load<u32>(words + ((<usize>index) << 2)) / 4294967296.0;
  return from + (to - from) * share;
}

/** Draws all of one image. */
export function drawParameters(
  drawnAddress: usize,
  augment: Augment,
  step: u32,
  place: u32,
  words: usize, // scratch, PARAMETER_BYTES
): void {
  const drawn = changetype<Drawn>(drawnAddress);
  drawWords(words, GROUPS, augment, step, place, 0);
  const radian = Math.PI / 180;
  const angle = between(words, 0, -augment.degrees, augment.degrees) * radian;
  // Whole pixels, as torchvision has it.
  const shiftX = nearest(between(words, 1, -augment.shiftX, augment.shiftX));
  const shiftY = nearest(between(words, 2, -augment.shiftY, augment.shiftY));
  const scale = between(words, 3, augment.scaleFrom, augment.scaleTo);
  const shear = between(words, 4, -augment.shear, augment.shear) * radian;
  drawn.flipped = <i32>(between(words, 5, 0, 1) < augment.flip);

  // The inverse of: shear along x, turn clockwise, scale, shift.
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const slant = Math.tan(shear);
  drawn.m0 = (cos - sin * slant) / scale;
  drawn.m1 = (sin + cos * slant) / scale;
  drawn.m3 = -sin / scale;
  drawn.m4 = cos / scale;
  drawn.m2 = -drawn.m0 * shiftX - drawn.m1 * shiftY;
  drawn.m5 = -drawn.m3 * shiftX - drawn.m4 * shiftY;
  const same = angle == 0 && shear == 0 && scale == 1;
  drawn.moved = <i32>!(same && shiftX == 0 && shiftY == 0);

  drawn.top = drawn.bottom = drawn.left = drawn.right = 0;
  if (between(words, 6, 0, 1) >= augment.erasing) return;
  const area = <f64>(augment.height * augment.width);
  for (let i = 0; i < TRIES; i++) {
    const at = FIRST_TRY + i * WORDS;
    const erased = area * between(words, at, augment.areaFrom, augment.areaTo);
    const ratio = Math.exp(between(words, at + 1, augment.ratioFrom, augment.ratioTo));
    const height = <i32>nearest(Math.sqrt(erased * ratio));
    const width = <i32>nearest(Math.sqrt(erased / ratio));
    if (height >= augment.height || width >= augment.width) continue;
    drawn.top = <i32>between(words, at + 2, 0, <f64>(augment.height - height + 1));
    drawn.left = <i32>between(words, at + 3, 0, <f64>(augment.width - width + 1));
    drawn.bottom = drawn.top + height;
    drawn.right = drawn.left + width;
    return;
  }
}
