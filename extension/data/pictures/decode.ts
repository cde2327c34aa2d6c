import { t } from '@vscode/l10n';
import { nameOf, recognise } from '../../formats/foreign';
import { bmpHeader, decodeBmp } from './bmp';
import { Codecs } from './codecs';
import { decodeGif, gifHeader } from './gif';
import { checkJpegWhole, jpegHeader } from './jpeg';
import { checkSize, fromRgba, type Picture, type PictureHeader, unreadable } from './picture';
import { decodePng, pngHeader } from './png';
import { checkWebpEnd, webpHeader } from './webp';

type Format = 'png' | 'jpeg' | 'gif' | 'bmp' | 'webp';

const starts: readonly (readonly [Format, pattern: RegExp])[] = [
  ['png', /^\x89PNG\r\n\x1a\n/],
  ['jpeg', /^\xff\xd8\xff/],
  ['gif', /^GIF8[79]a/],
  ['webp', /^RIFF[^]{4}WEBP/],
  ['bmp', /^BM[^]{12}[\x0c\x28\x34\x38\x40\x6c\x7c]\0\0\0/],
];

/** Pictures that are told, and not read. */
const others: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['TIFF', /^(II\*\0|MM\0\*)/],
  ['HEIC', /^[^]{4}ftyp(hei|hev|mif1|msf1)/],
  ['AVIF', /^[^]{4}ftypavi/],
  ['JXL', /^(\xff\x0a|\0\0\0\x0cJXL )/],
  ['JPEG 2000', /^\0\0\0\x0cjP {2}/],
  ['SVG', /^(?:\xef\xbb\xbf)?\s*<(\?xml[^]*)?<?svg/],
  ['PSD', /^8BPS/],
  ['ICO', /^\0\0\x01\0/],
];

const HEAD = 64;

/**
 * The size of a picture, as EXIF turns it, and whether it can have colours.
 * @param bytes the beginning of its file, or all of it
 * @throws LabError `input` whose message is what is wrong with it, to stand after a colon
 */
export function readPictureHeader(bytes: Uint8Array): PictureHeader {
  const header = headerOf(formatOf(bytes), bytes);
  checkSize(header);
  return header;
}

/** Decodes pictures, told by what is in them: PNG, JPEG (as EXIF turns it), GIF (the first one), BMP, WebP. */
export class PictureDecoder {
  private readonly codecs: Codecs;

  /** @param folder with the decoders in WebAssembly */
  constructor(folder: string) {
    this.codecs = new Codecs(folder);
  }

  /**
   * @param bytes a whole file
   * @throws LabError `input` whose message is what is wrong with it, to stand after a colon
   */
  async decode(bytes: Uint8Array): Promise<Picture> {
    const format = formatOf(bytes);
    switch (format) {
      case 'png':
        return decodePng(bytes);
      case 'gif':
        return decodeGif(bytes);
      case 'bmp':
        return decodeBmp(bytes);
      case 'jpeg':
        checkJpegWhole(bytes, readPictureHeader(bytes));
        return this.byCodec('jpeg', bytes);
      case 'webp':
        readPictureHeader(bytes);
        checkWebpEnd(bytes);
        return this.byCodec('webp', bytes);
    }
  }

  private async byCodec(codec: 'jpeg' | 'webp', bytes: Uint8Array): Promise<Picture> {
    const decoded = await this.codecs.decode(codec, bytes);
    return fromRgba(decoded.data, decoded);
  }
}

function headerOf(format: Format, bytes: Uint8Array): PictureHeader {
  switch (format) {
    case 'png':
      return pngHeader(bytes);
    case 'jpeg':
      return jpegHeader(bytes);
    case 'gif':
      return gifHeader(bytes);
    case 'bmp':
      return bmpHeader(bytes);
    case 'webp':
      return webpHeader(bytes);
  }
}

function formatOf(bytes: Uint8Array): Format {
  if (bytes.length === 0) throw unreadable(t('it is empty'));
  const head = String.fromCharCode(...bytes.subarray(0, HEAD));
  const known = starts.find(([, pattern]) => pattern.test(head));
  if (known !== undefined) return known[0];
  const other = others.find(([, pattern]) => pattern.test(head));
  if (other !== undefined) {
    throw unreadable(t('it is {0}, which is not read: save it as PNG or JPEG', other[0]));
  }
  const foreign = recognise(bytes);
  throw unreadable(
    foreign === null ? t('it is no picture') : t('it is {0}, no picture', nameOf(foreign)),
  );
}
