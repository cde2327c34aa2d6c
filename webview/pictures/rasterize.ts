import { formatCount } from '../format';
import { strings } from './strings';

/** Pixels a CSS pixel, so that a picture is sharp on any screen. */
const DENSITY = 2;

/** An SVG file as the base64 of a PNG. */
export async function rasterize(svg: string): Promise<string> {
  const image = new Image();
  // As an image, it can load nothing and run nothing.
  image.src = `data:image/svg+xml;base64,${toBase64(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth * DENSITY;
  canvas.height = image.naturalHeight * DENSITY;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const [head, data] = canvas.toDataURL('image/png').split(',');
  // A canvas beyond the browser's bounds says nothing, and gives nothing.
  if (head === 'data:image/png;base64' && data !== undefined) return data;
  throw new Error(strings.tooLarge(formatCount(canvas.width), formatCount(canvas.height)));
}

/** Text in UTF-8 as base64. */
export function toBase64(text: string): string {
  let bytes = '';
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return btoa(bytes);
}
