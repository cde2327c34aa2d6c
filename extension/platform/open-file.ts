import type { ByteReader } from './byte-reader';

/** What stands where a file was looked for. */
export type OtherThanFile = 'folder' | 'pipe' | 'socket' | 'device';

/** Only what has an end is read: a device such as `/dev/zero` has none, and a pipe may never begin. */
export class NotAFileError extends Error {
  constructor(readonly kind: OtherThanFile) {
    super(kind);
  }
}

/** Bytes that are open for reading: a file's, or those of one in an archive. */
export interface OpenFile {
  /** Bytes that it had when it was opened. */
  readonly size: number;
  /** Its content from the start, as it is or unpacked: rejects where gzip is damaged. */
  bytes(options?: { readonly gunzip: boolean }): ByteReader;
  close(): Promise<void>;
}

/** A file that can be read at any position. */
export interface RegularFile extends OpenFile {
  /** Reads from a position on what fills `target`, or less where the file ends. Returns how many bytes there were. */
  readAt(position: number, target: Uint8Array): Promise<number>;
}
