/** Sizes of a layer that works on each channel's plane by itself: pooling, and zero padding. */
@unmanaged
export class PlaneShape {
  channels: i32;
  inHeight: i32;
  inWidth: i32;
  outHeight: i32;
  outWidth: i32;
  /** Padding has no kernel and no stride. */
  kernelHeight: i32;
  kernelWidth: i32;
  strideHeight: i32;
  strideWidth: i32;
  /** On each side. */
  paddingHeight: i32;
  paddingWidth: i32;


  @inline
  get inPixels(): i32 {
    return this.inHeight * this.inWidth;
  }


  @inline
  get outPixels(): i32 {
    return this.outHeight * this.outWidth;
  }
}
