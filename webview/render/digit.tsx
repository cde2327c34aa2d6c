import { useEffect, useRef } from 'preact/hooks';
import type { ImageShape } from '#shared/image-shape';
import { imageColors } from './image-colors';

interface DigitPictureProps {
  /** (channels, height, width), 0 to 255. */
  readonly pixels: ArrayLike<number>;
  readonly shape: ImageShape;
  /** What it shows, in words; absent where words beside it say it already. */
  readonly label?: string;
}

/** An image of the data set, white on black as MNIST has them and in colour where it has colours, in every theme. */
export function DigitPicture({ pixels, shape, label }: DigitPictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [channels, height, width] = shape;
  useEffect(() => {
    const context = canvas.current!.getContext('2d')!;
    const image = context.createImageData(width, height);
    imageColors(pixels, shape).forEach((color, i) => {
      image.data.set([...color, 255], 4 * i);
    });
    context.putImageData(image, 0, 0);
  }, [pixels, channels, width, height]);
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
