import { useEffect, useRef } from 'preact/hooks';
import type { Rgb } from './color';

/** Colours of an image; null where it is clear. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** (height, width) */
  readonly colors: readonly (Rgb | null)[];
}

interface PixelPictureProps {
  readonly picture: Picture;
  /** Pixels of the page for each of the picture; without it the style sheet says how wide it is. */
  readonly scale?: number;
}

/** What it shows is told in words by what it stands in. */
export function PixelPicture({ picture, scale }: PixelPictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height, colors } = picture;
  useEffect(() => {
    const context = canvas.current!.getContext('2d')!;
    const image = context.createImageData(width, height);
    colors.forEach((color, i) => {
      if (color !== null) image.data.set([...color, 255], 4 * i);
    });
    context.putImageData(image, 0, 0);
  }, [picture]);
  return (
    <canvas
      ref={canvas}
      class="pixel-picture"
      width={width}
      height={height}
      role="presentation"
      style={{
        aspectRatio: `${width} / ${height}`,
        ...(scale === undefined ? {} : { width: `${width * scale}px` }),
      }}
    />
  );
}
