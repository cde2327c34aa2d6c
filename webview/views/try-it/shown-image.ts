import { useEffect, useState } from 'preact/hooks';
import type { Part } from '#shared/part';
import type { LabErrorData } from '#shared/protocol/events';
import type { ImageSource, PreparedPicture } from '#shared/protocol/questions';
import type { ImageShape } from '#shared/image-shape';
import { prepareDrawing, type Stroke } from './prepare';

/** The image that the person has before the networks. */
export interface ShownImage {
  readonly source: 'drawing' | 'picture' | 'test';
  /** Index of the image of the data set, from 0. */
  readonly index: number;
  readonly strokes: readonly Stroke[];
  /** The last picture that the person has shown; null before the first. */
  readonly picture: OwnPicture | null;
}

/** A picture of the person's own, and what the host has made of it for the networks of a run. */
export interface OwnPicture {
  readonly name: string;
  /** In base64. */
  readonly file: string;
  /** When the run began whose networks it is prepared for; null while it is prepared for none. */
  readonly run: number | null;
  readonly prepared: PreparedPicture | null;
  readonly error: LabErrorData | null;
}

// Apart from the views: a drawing outlives the tab that it was made in, and another tab may use it.
let choice: ShownImage = { source: 'drawing', index: 0, strokes: [], picture: null };
const listeners = new Set<(choice: ShownImage) => void>();

/** @param changes or what makes them of what is shown by then */
function change(changes: Partial<ShownImage> | ((now: ShownImage) => Partial<ShownImage>)): void {
  choice = { ...choice, ...(typeof changes === 'function' ? changes(choice) : changes) };
  for (const listener of listeners) listener(choice);
}

/** @param count images that there are to choose from: another part may have fewer */
export function useShownImage(count: number): readonly [ShownImage, typeof change] {
  const [seen, setSeen] = useState(choice);
  useEffect(() => {
    listeners.add(setSeen);
    return () => {
      listeners.delete(setSeen);
    };
  }, []);
  const index = Math.min(seen.index, Math.max(0, count - 1));
  return [index === seen.index ? seen : { ...seen, index }, change];
}

/** Whether a pen can draw such images: it has no colours. */
export function canDraw([channels]: ImageShape): boolean {
  return channels === 1;
}

/** What is shown of such images: nothing can be drawn for those with colours. */
export function sourceOf(
  { source }: Pick<ShownImage, 'source'>,
  shape: ImageShape,
): ShownImage['source'] {
  return source === 'drawing' && !canDraw(shape) ? 'test' : source;
}

/**
 * What to ask the networks about; null while the pad is empty, or no picture is there.
 * @param part that images of the data set are of
 */
export function imageOf(shown: ShownImage, shape: ImageShape, part: Part): ImageSource | null {
  const { index, strokes, picture } = shown;
  const source = sourceOf(shown, shape);
  if (source === 'test') return { index, part };
  if (source === 'picture') {
    const pixels = picture?.prepared?.pixels;
    // Until it is prepared anew it may be of another size than the images of this run.
    return pixels?.length === shape[0] * shape[1] * shape[2] ? { pixels } : null;
  }
  const [, height, width] = shape;
  const pixels = prepareDrawing(strokes, [height, width]);
  return pixels === null ? null : { pixels };
}
