import { Reader, ZipReader } from '@zip.js/zip.js/lib/zip-core-custom.js';
import type { RegularFile } from './open-file';

/** A zip archive's list of entries, of which no more is read than that. */
export function zipReaderOf(file: RegularFile): ZipReader<RegularFile> {
  return new ZipReader(new FileReader(file));
}

/** zip.js reads through this whatever it needs of the file. */
class FileReader extends Reader<RegularFile> {
  constructor(private readonly file: RegularFile) {
    super(file);
    this.size = file.size;
  }

  override async readUint8Array(index: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(Math.min(length, Math.max(0, this.size - index)));
    return bytes.subarray(0, await this.file.readAt(index, bytes));
  }
}
