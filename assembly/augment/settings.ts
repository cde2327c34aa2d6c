/** How images are varied, as the host fills it; what is absent changes nothing. Angles are in degrees. */
@unmanaged
export class Augment {
  channels: i32;
  height: i32;
  width: i32;
  seed: u32;
  /** The most of turning and of shearing along x, to either side. */
  degrees: f64;
  shear: f64;
  /** The most of a shift to either side, in pixels. */
  shiftX: f64;
  shiftY: f64;
  scaleFrom: f64;
  scaleTo: f64;
  /** Probability of swapping left and right. */
  flip: f64;
  /** Elastic displacements: how strong, and (radius + 1) f32, half of the Gaussian that smoothes them, middle first. */
  alpha: f64;
  radius: i32;
  gaussian: usize;
  /** Probability of erasing, and of what is erased: share of the area, and logarithm of height by width. */
  erasing: f64;
  areaFrom: f64;
  areaTo: f64;
  ratioFrom: f64;
  ratioTo: f64;
}
