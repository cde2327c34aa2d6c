import { t } from '@vscode/l10n';
import { cutShort, damaged, type PictureHeader, unreadable } from './picture';

const HEADER_BYTES = 30;
const ANIMATION = 0x02;

/**
 * The size of a WebP (RFC 9649).
 * @param bytes the beginning of a file, or all of it
 */
export function webpHeader(bytes: Uint8Array): PictureHeader {
  if (bytes.length < HEADER_BYTES) throw cutShort();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  switch (String.fromCharCode(...bytes.subarray(12, 16))) {
    case 'VP8 ':
      return {
        width: view.getUint16(26, true) & 0x3fff,
        height: view.getUint16(28, true) & 0x3fff,
      };
    case 'VP8L': {
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      if ((bytes[20]! & ANIMATION) !== 0) {
        throw unreadable(t('it is an animated WebP, which is not read: save one picture of it'));
      }
      return {
        width: (view.getUint32(24, true) & 0xffffff) + 1,
        height: (view.getUint32(26, true) >>> 8) + 1,
      };
    default:
      throw damaged();
  }
}

/** The container says how long it is. */
export function checkWebpEnd(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(4, true) + 8 > bytes.length) throw cutShort();
}
