/**
 * Elastic displacements (torchvision's ElasticTransform): a random vector for each pixel, U(-1, 1), smoothed by a
 * Gaussian that is mirrored at the edges, and times alpha / 2 pixels.
 */
import { Augment } from './settings';
import { drawWords } from './parameters';

/** Floats of a row of displacements: whole vectors. */
// @ts-ignore: decorator
@inline
export function fieldPitch(width: i32): i32 {
  return (width + 3) & ~3;
}

/** Floats of a row with room for what the Gaussian reads on both sides. */
// @ts-ignore: decorator
@inline
function wideRow(width: i32, radius: i32): i32 {
  // The last vector may be read with one after it.
  return fieldPitch(width) + 2 * radius + 12;
}

// @ts-ignore: decorator
@inline
function groupsOf(values: i32): i32 {
  // Two values a word, sixteen words a group.
  return (values + 31) / 32;
}

/** Floats that displacements are made with, beside the two fields themselves. */
export function elasticWorkFloats(height: i32, width: i32, radius: i32): i32 {
  const values = height * fieldPitch(width);
  return groupsOf(values) * 32 + groupsOf(values) * 16 + wideRow(width, radius);
}

/** Where a place past the edge is mirrored to. */
function mirror(i: i32, size: i32): i32 {
  if (size == 1) return 0;
  while (i < 0 || i >= size) i = i < 0 ? -i : 2 * (size - 1) - i;
  return i;
}

/** Smoothes a row, two vectors at a time: one alone would wait for its own sum. */
function smoothRow(
  output: usize, // (pitch)
  inner: usize, // (pitch), and `radius` + 4 floats around it
  rowBytes: usize,
  radius: i32,
  gaussian: usize,
  factor: v128,
): void {
  const last = (<usize>radius) << 2;
  for (let x: usize = 0; x < rowBytes; x += 32) {
    const at = inner + x;
    const middle = v128.load32_splat(gaussian);
    let a = f32x4.mul(middle, v128.load(at));
    let b = f32x4.mul(middle, v128.load(at, 16));
    for (let far: usize = 4; far <= last; far += 4) {
      const weight = v128.load32_splat(gaussian + far);
      const left = at - far;
      const right = at + far;
      a = f32x4.add(a, f32x4.mul(weight, f32x4.add(v128.load(left), v128.load(right))));
      b = f32x4.add(b, f32x4.mul(weight, f32x4.add(v128.load(left, 16), v128.load(right, 16))));
    }
    v128.store(output + x, f32x4.mul(a, factor));
    if (x + 16 < rowBytes) v128.store(output + x, f32x4.mul(b, factor), 16);
  }
}

/** Displacements of all pixels along one axis. */
export function elasticField(
  field: usize, // (height, pitch)
  augment: Augment,
  step: u32,
  place: u32,
  axis: u32, // 1 or 2: keeps the two apart, and from the parameters
  work: usize, // elasticWorkFloats
): void {
  const height = augment.height;
  const width = augment.width;
  const pitch = fieldPitch(width);
  const radius = augment.radius;
  const gaussian = augment.gaussian;
  const groups = groupsOf(height * pitch);
  const noise = work;
  const words = noise + ((<usize>groups) << 7);
  const wide = words + ((<usize>groups) << 6);
  const rowBytes = (<usize>pitch) << 2;
  const factor = f32x4.splat(<f32>(0.5 * augment.alpha));

  drawWords(words, groups, augment, step, place, axis);
  const end = words + ((<usize>groups) << 6);
  const unit = f32x4.splat(<f32>(1.0 / 32768));
  const middle = f32x4.splat(<f32>32767.5);
  let to = noise;
  for (let at = words; at < end; at += 16) {
    const both = v128.load(at);
    const low = f32x4.convert_i32x4_u(v128.and(both, i32x4.splat(0xffff)));
    const high = f32x4.convert_i32x4_u(i32x4.shr_u(both, 16));
    v128.store(to, f32x4.mul(f32x4.sub(low, middle), unit));
    v128.store(to, f32x4.mul(f32x4.sub(high, middle), unit), 16);
    to += 32;
  }

  const inner = wide + ((<usize>radius) << 2);
  for (let row = 0; row < height; row++) {
    const centre = noise + <usize>row * rowBytes;
    const weight = v128.load32_splat(gaussian);
    for (let x: usize = 0; x < rowBytes; x += 16) {
      v128.store(inner + x, f32x4.mul(weight, v128.load(centre + x)));
    }
    for (let tap = 1; tap <= radius; tap++) {
      const above = noise + <usize>mirror(row - tap, height) * rowBytes;
      const below = noise + <usize>mirror(row + tap, height) * rowBytes;
      const weight = v128.load32_splat(gaussian + ((<usize>tap) << 2));
      for (let x: usize = 0; x < rowBytes; x += 16) {
        const sum = f32x4.add(v128.load(above + x), v128.load(below + x));
        v128.store(inner + x, f32x4.add(v128.load(inner + x), f32x4.mul(weight, sum)));
      }
    }
    for (let i = 1; i <= radius; i++) {
      const left = load<f32>(inner + ((<usize>mirror(-i, width)) << 2));
      store<f32>(inner - ((<usize>i) << 2), left);
    }
    for (let i = width; i < width + radius + 4; i++) {
      store<f32>(inner + ((<usize>i) << 2), load<f32>(inner + ((<usize>mirror(i, width)) << 2)));
    }
    smoothRow(field + <usize>row * rowBytes, inner, rowBytes, radius, gaussian, factor);
  }
}
