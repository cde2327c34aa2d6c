import { useEffect, useState } from 'preact/hooks';
import type { Part } from '#shared/part';
import type { ImageSource } from '#shared/protocol/questions';
import type { ImageShape } from '../../render/image-colors';
import { prepareDrawing, type Stroke } from './prepare';

/** The image that the person has before the networks. */
export interface ShownImage {
  readonly source: 'drawing' | 'test';
  /** Index of the image of the data set, from 0. */
  readonly index: number;
  readonly strokes: readonly Stroke[];
}

// Apart from the views: a drawing outlives the tab that it was made in, and another tab may use it.
let choice: ShownImage = { source: 'drawing', index: 0, strokes: [] };
const listeners = new Set<(choice: ShownImage) => void>();

function change(changes: Partial<ShownImage>): void {
  choice = { ...choice, ...changes };
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

/** What to ask the networks about; null while the pad is empty. @param part that images of the data set are of */
export function imageOf(
  { source, index, strokes }: ShownImage,
  shape: ImageShape,
  part: Part,
): ImageSource | null {
  if (source === 'test' || !canDraw(shape)) return { index, part };
  const [, height, width] = shape;
  const pixels = prepareDrawing(strokes, [height, width]);
  return pixels === null ? null : { pixels };
}
