/** What tells whether a file has changed. */
export interface FileStamp {
  /** Bytes. */
  readonly size: number;
  /** When its content has changed. */
  readonly modified: number;
  /** When whatever there is of it has changed, its name and rights too. */
  readonly changed: number;
}
