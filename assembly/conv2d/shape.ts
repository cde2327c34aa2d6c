import { ROW } from '../simd';

/** Sizes of a convolution, PyTorch's Conv2d without padding (pool2d/pad.ts adds it); and what follows from them. */
@unmanaged
export class Conv2dShape {
  inChannels: i32;
  inHeight: i32;
  inWidth: i32;
  outChannels: i32;
  outHeight: i32;
  outWidth: i32;
  kernelHeight: i32;
  kernelWidth: i32;
  strideHeight: i32;
  strideWidth: i32;

  /** Products that make one output: K = inChannels * kernelHeight * kernelWidth. */
  @inline
  get depth(): i32 {
    return this.inChannels * this.kernelHeight * this.kernelWidth;
  }


  @inline
  get inPixels(): i32 {
    return this.inHeight * this.inWidth;
  }


  @inline
  get outPixels(): i32 {
    return this.outHeight * this.outWidth;
  }

  /** Bytes from the start of an input to the first pixel of the patch that makes an output pixel. */
  @inline
  patch(row: i32, column: i32): usize {
    const pixel = row * this.strideHeight * this.inWidth + column * this.strideWidth;
    return <usize>pixel * ROW;
  }

  /** Rows of zeros above the output gradient that the input gradient reads: see input_gradient.ts. */
  @inline
  get borderTop(): i32 {
    return (this.kernelHeight - 1) / this.strideHeight;
  }


  @inline
  get borderLeft(): i32 {
    return (this.kernelWidth - 1) / this.strideWidth;
  }

  /** Height of the output gradient with its border. */
  @inline
  get borderedHeight(): i32 {
    return this.borderTop + max(this.outHeight, ceilDivide(this.inHeight, this.strideHeight));
  }


  @inline
  get borderedWidth(): i32 {
    return this.borderLeft + max(this.outWidth, ceilDivide(this.inWidth, this.strideWidth));
  }

  /** Whether the input gradient needs the output gradient copied into a border of zeros. */
  @inline
  get bordered(): bool {
    return this.borderedHeight != this.outHeight || this.borderedWidth != this.outWidth;
  }

  /** Floats of the output gradient in its border, 0 if it needs none. */
  @inline
  get borderFloats(): i32 {
    return this.bordered ? this.outChannels * this.borderedHeight * this.borderedWidth * 8 : 0;
  }
}

// @ts-ignore: decorator
@inline
export function ceilDivide(a: i32, b: i32): i32 {
  return (a + b - 1) / b;
}
