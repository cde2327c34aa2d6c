import { t } from '@vscode/l10n';
import * as v from 'valibot';
import type { Help } from '../schema/schema';
import type { ResolveContext } from './kind';
import { ints } from './onnx-graph';
import { formatShape, formatSize, type Shape } from './shape';

/** One size for both directions, or (height, width). */
export type Size2d = number | readonly [number, number];

/** (height, width) */
export type Pair = readonly [number, number];

export const MAXIMUM_SIZE = 1000;

/** A size, or one for each direction. */
export function size2d(minimum: number, help: Help) {
  const cure = (): string =>
    t('give a whole number, or [height, width], from {0} to {1}', minimum, MAXIMUM_SIZE);
  const size = v.pipe(
    v.number(cure),
    v.integer(cure),
    v.minValue(minimum, cure),
    v.maxValue(MAXIMUM_SIZE, cure),
  );
  return v.pipe(
    v.union([size, v.strictTuple([size, size], cure)], cure),
    v.metadata({ ...help, errorMessage: cure }),
  );
}

/** A window that slides over each plane of an image: all its sizes. */
export interface Window {
  readonly kernelSize: Pair;
  readonly stride: Pair;
  /** On each side. */
  readonly padding: Pair;
  readonly inputSize: Pair;
  /** `floor((in + 2 * padding - kernel) / stride) + 1` */
  readonly outputSize: Pair;
}

interface WindowSpec {
  readonly kernel_size: Size2d;
  readonly stride?: Size2d;
  readonly padding?: Size2d;
}

/** Channels and size of the images that come in. @throws LabError where what comes in is flat */
export function imagesOf(
  inputShape: Shape,
  { refuse }: ResolveContext,
): { readonly channels: number; readonly inputSize: Pair } {
  const [channels, height, width] = inputShape;
  if (channels === undefined || height === undefined || width === undefined) {
    throw refuse(
      t(
        'needs images (C, H, W), but {0} comes in: put it before the first linear or flatten.',
        formatShape(inputShape),
      ),
    );
  }
  return { channels, inputSize: [height, width] };
}

/** Places a window on what comes in. @throws LabError where it does not fit */
export function placeWindow(
  spec: WindowSpec,
  defaultStride: Size2d,
  inputShape: Shape,
  context: ResolveContext,
): Window & { readonly channels: number } {
  const { channels, inputSize } = imagesOf(inputShape, context);
  const kernelSize = toPair(spec.kernel_size);
  const stride = toPair(spec.stride ?? defaultStride);
  const padding = toPair(spec.padding ?? 0);
  const out = (axis: 0 | 1): number =>
    Math.floor((inputSize[axis] + 2 * padding[axis] - kernelSize[axis]) / stride[axis]) + 1;
  const outputSize = [out(0), out(1)] as const;
  if (outputSize[0] < 1 || outputSize[1] < 1) {
    const [kernel, input] = [formatSize(kernelSize), formatSize(inputSize)];
    throw context.refuse(
      padding[0] + padding[1] > 0
        ? t(
            'kernel {0} does not fit {1} input with padding {2}: choose a smaller kernel, more padding, or fewer layers before it that shrink the image.',
            kernel,
            input,
            formatSize(padding),
          )
        : t(
            'kernel {0} does not fit {1} input: choose a smaller kernel, more padding, or fewer layers before it that shrink the image.',
            kernel,
            input,
          ),
    );
  }
  return { channels, kernelSize, stride, padding, inputSize, outputSize };
}

function toPair(size: Size2d): Pair {
  return typeof size === 'number' ? [size, size] : size;
}

/** As PyTorch prints it: `kernel_size=3, stride=(1, 2), padding=1`. */
export function describeWindow({ kernelSize, stride, padding }: Window): string {
  const padded = padding[0] + padding[1] === 0 ? '' : `, padding=${describePair(padding)}`;
  return `kernel_size=${describePair(kernelSize)}, stride=${describePair(stride)}${padded}`;
}

/** `3`, or `(1, 2)`. */
export function describePair([height, width]: Pair): string {
  return height === width ? height.toString() : `(${height}, ${width})`;
}

/** As ONNX's convolutions and pooling name it. */
export function onnxWindow({
  kernelSize,
  stride,
  padding,
}: Pick<Window, 'kernelSize' | 'stride' | 'padding'>) {
  return {
    kernel_shape: ints(kernelSize),
    strides: ints(stride),
    pads: ints([...padding, ...padding]),
  };
}

/** What of a window the kernels' structs have, by their names. */
export function windowFields({
  inputSize,
  outputSize,
  kernelSize,
  stride,
}: Omit<Window, 'padding'>) {
  return {
    inHeight: inputSize[0],
    inWidth: inputSize[1],
    outHeight: outputSize[0],
    outWidth: outputSize[1],
    kernelHeight: kernelSize[0],
    kernelWidth: kernelSize[1],
    strideHeight: stride[0],
    strideWidth: stride[1],
  };
}
