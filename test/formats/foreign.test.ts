import { describe, expect, it } from 'vitest';
import {
  cureOf,
  type ForeignFile,
  HEAD_BYTES,
  isArchive,
  nameOf,
  recognise,
} from '../../extension/formats/foreign';

const latin = (text: string): Uint8Array => Buffer.from(text, 'latin1');

const kinds: readonly ForeignFile[] = [
  'webPage',
  'gitLfsPointer',
  'zip',
  'gzip',
  'tar',
  '7z',
  'rar',
  'numpyArray',
  'HDF5',
  'pickle',
  'picture',
  'text',
];

describe('a file that is neither data nor weights is told by its first bytes', () => {
  const cases: [ForeignFile, string][] = [
    ['webPage', '<!DOCTYPE html>\n<html>'],
    ['webPage', '\n  <html lang="en">'],
    ['webPage', '\u00ef\u00bb\u00bf<HEAD>'],
    ['webPage', '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'],
    ['webPage', '<!-- made by a proxy -->'],
    ['gitLfsPointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n'],
    ['zip', 'PK\u0003\u0004\u0014\0'],
    ['gzip', '\u001f\u008b\u0008\0'],
    ['tar', `file${'\0'.repeat(253)}ustar\u000000`],
    ['7z', "7z\u00bc\u00af'\u001c\0\u0004"],
    ['rar', 'Rar!\u001a\u0007\u0001\0'],
    ['numpyArray', '\u0093NUMPY\u0001\0'],
    ['HDF5', '\u0089HDF\r\n\u001a\n\0'],
    ['picture', '\u0089PNG\r\n\u001a\n\0'],
    ['picture', '\u00ff\u00d8\u00ff\u00e0'],
    ['picture', 'GIF89a'],
    // pickle.dumps of a list, a dict, a tuple and an object, in the protocols that Python has had.
    ['pickle', '\u0080\u0002}q\0.'],
    ['pickle', '\u0080\u0003]q\0.'],
    ['pickle', '\u0080\u0004\u0095\u0010\0\0'],
    ['pickle', '\u0080\u0002\u008a\nl\u00fc'],
    ['pickle', '\u0080\u0005ccollections\n'],
    ['pickle', '\u0080\u0002(K\u0001'],
    ['text', 'label,pixel0,pixel1\r\n'],
    ['pickle', '\u0080\u0004]\u0094.'],
    ['pickle', '\u0080\u0004}\u0094.'],
    ['webPage', '<html'],
    ['webPage', '<head'],
    ['webPage', '<!doctype html>'],
    ['webPage', '<HTML lang="en">'],
    ['text', '{\t"a": "Übung", "b": 1}'],
    ['text', 'sixteen letters.'],
    ['text', 'one\ttwo\rthree\nfour~\u00ff'],
    ['text', 'see <html> for more'],
    ['text', 'in PK\u00b7\u00b8 later on'],
  ];
  it.each(cases)('%s: %j', (kind, text) => {
    expect(recognise(latin(text))).toBe(kind);
    expect(nameOf(kind).length).toBeGreaterThan(2);
  });

  it.each([
    ['nothing', ''],
    ['short text', 'hello'],
    ['zeros', '\0'.repeat(600)],
    ['an IDX header', '\0\0\u0008\u0003\0\0\0\u000a'],
    ['half a signature', 'PK\u0003'],
    ['a pickle of no protocol', '\u0080\u0009}q\0.'],
    ['a page that begins later', `${'x\0'.repeat(20)}<html>`],
    ['tar elsewhere', `file${'\0'.repeat(200)}ustar`],
    ['fifteen letters', 'fifteen letters'],
    ['text with a byte before it that no text has', '\0sixteen letters and more'],
    ['text with a byte after it that no text has', 'sixteen letters and more\0'],
    ['text with a byte within that no text has', 'sixteen letters\u007f and more'],
    ['a pickle of what nobody pickles first', '\u0080\u0002.\0\0'],
    ['a pickle with something before it', '\0\u0080\u0002}q\0.'],
    ['a page with something before it', '\0<html>'],
    ['an element that is no page', '<h\0'],
    ['a zip, a gzip or a picture with something before it', '\0PK\u0003\u0004\u001f\u008bGIF8'],
    ['the address of Git LFS elsewhere', '\0 https://git-lfs.github.com/'],
  ])('but not %s', (_, text) => {
    expect(recognise(latin(text))).toBeNull();
  });

  it('of which a beginning is enough, and no more is looked at', () => {
    const long = `${'x'.repeat(HEAD_BYTES)}\0`;
    expect(recognise(latin(long))).toBe('text');
    expect(recognise(latin(long.slice(1)))).toBeNull();
    // POSIX has the sign of a tar at 257; a header is 512 bytes.
    expect(HEAD_BYTES).toBeGreaterThanOrEqual(257 + 'ustar'.length);
  });

  it('with a cure where it is the same for all that was wanted', () => {
    expect(cureOf('webPage')).toContain('download the file again');
    expect(cureOf('gitLfsPointer')).toContain('git lfs pull');
    for (const kind of kinds.filter((kind) => kind !== 'webPage' && kind !== 'gitLfsPointer')) {
      expect(cureOf(kind), kind).toBeNull();
    }
  });

  it('and told to have files in it only if it is an archive: gzip packs one file without its name', () => {
    expect(kinds.filter(isArchive)).toEqual(['zip', 'tar', '7z', 'rar']);
  });

  it('by a name of its own', () => {
    expect(new Set(kinds.map(nameOf)).size).toBe(kinds.length);
  });
});
