import { t } from '@vscode/l10n';

/** Files that people have in place of data or weights, told by their first bytes. */
export type ForeignFile =
  | 'webPage'
  | 'gitLfsPointer'
  | 'zip'
  | 'gzip'
  | 'tar'
  | '7z'
  | 'rar'
  | 'numpyArray'
  | 'HDF5'
  | 'pickle'
  | 'picture'
  | 'text';

/** Bytes of a file's beginning that `recognise` wants to see. */
export const HEAD_BYTES = 512;

const starts: readonly (readonly [ForeignFile, at: number, start: string])[] = [
  // After "version ".
  ['gitLfsPointer', 8, 'https://git-lfs.github.com/'],
  ['zip', 0, 'PK\x03\x04'],
  ['gzip', 0, '\x1f\x8b'],
  ['tar', 257, 'ustar'],
  ['7z', 0, "7z\xbc\xaf'\x1c"],
  ['rar', 0, 'Rar!\x1a\x07'],
  ['numpyArray', 0, '\x93NUMPY'],
  ['HDF5', 0, '\x89HDF\r\n\x1a\n'],
  ['picture', 0, '\x89PNG\r\n\x1a\n'],
  ['picture', 0, '\xff\xd8\xff'],
  ['picture', 0, 'GIF8'],
];

/** A pickle says its version first, and opens with what it makes. */
const PICKLE = /^\x80[\x02-\x05][\x95c}\](\x8a]/;
const WEB_PAGE = /^(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|\?xml|!--)/i;
/** Printable, of any language's encoding. */
const TEXT = /^[\t\n\r\x20-\x7e\x80-\xff]{16,}$/;

/** What a file is that is neither data nor weights; null where its first bytes do not tell. */
export function recognise(head: Uint8Array): ForeignFile | null {
  const text = String.fromCharCode(...head.subarray(0, HEAD_BYTES));
  const found = starts.find(([, at, start]) => text.startsWith(start, at));
  if (found !== undefined) return found[0];
  if (WEB_PAGE.test(text)) return 'webPage';
  if (PICKLE.test(text)) return 'pickle';
  return TEXT.test(text) ? 'text' : null;
}

/** To stand after "it is". */
export function nameOf(kind: ForeignFile): string {
  switch (kind) {
    case 'webPage':
      return t('a web page');
    case 'gitLfsPointer':
      return t('a Git LFS pointer');
    case 'zip':
      return t('a zip archive');
    case 'gzip':
      return t('gzip');
    case 'tar':
      return t('a tar archive');
    case '7z':
      return t('a 7z archive');
    case 'rar':
      return t('a RAR archive');
    case 'numpyArray':
      return t('a NumPy array (.npy)');
    case 'HDF5':
      return t('an HDF5 file (.h5), as Keras writes');
    case 'pickle':
      return t('a Python pickle');
    case 'picture':
      return t('a picture');
    case 'text':
      return t('text');
  }
}

/** What to do about it, whatever was wanted; null where that depends on what was wanted. */
export function cureOf(kind: ForeignFile): string | null {
  switch (kind) {
    case 'webPage':
      return t(
        'The server sent a message instead of the file: open it in a browser, and download the file again.',
      );
    case 'gitLfsPointer':
      return t(
        'Run "git lfs install" and "git lfs pull" in its repository to get the file itself.',
      );
    case 'zip':
    case 'gzip':
    case 'tar':
    case '7z':
    case 'rar':
    case 'numpyArray':
    case 'HDF5':
    case 'pickle':
    case 'picture':
    case 'text':
      return null;
  }
}

const archives: readonly ForeignFile[] = ['zip', 'tar', '7z', 'rar'];

/** Whether files of their own are in it. */
export function isArchive(kind: ForeignFile): boolean {
  return archives.includes(kind);
}
