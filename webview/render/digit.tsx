import { useEffect, useRef } from 'preact/hooks';

interface DigitPictureProps {
  /** (height, width), 0 to 255. */
  readonly pixels: readonly number[];
  /** (height, width) */
  readonly size: readonly [number, number];
  /** What it shows, in words; absent where words beside it say it already. */
  readonly label?: string;
}

/** An image of the data set, white on black as MNIST has them, in every theme. */
export function DigitPicture({ pixels, size: [height, width], label }: DigitPictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current!.getContext('2d')!;
    const image = context.createImageData(width, height);
    pixels.forEach((value, i) => {
      image.data.set([value, value, value, 255], 4 * i);
    });
    context.putImageData(image, 0, 0);
  }, [pixels, width, height]);
  return (
    <canvas
      ref={canvas}
      class="digit"
      width={width}
      height={height}
      role={label === undefined ? 'presentation' : 'img'}
      aria-label={label}
    />
  );
}
