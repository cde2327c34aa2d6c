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
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png').replace('data:image/png;base64,', '');
}

/** Text in UTF-8 as base64. */
export function toBase64(text: string): string {
  let bytes = '';
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return btoa(bytes);
}
