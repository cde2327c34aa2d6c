/** What is written to: a stream of the process, or a test's list. */
export interface Writable {
  /** False: it is full, and more should wait for `drain`. */
  write(text: string): unknown;
  once?(event: 'drain', listener: () => void): unknown;
}

/** A stream that knows whether its reader keeps up. */
export class Outlet {
  private full: Promise<void> | undefined;

  constructor(private readonly stream: Writable) {}

  write(text: string): void {
    if (this.stream.write(text) !== false || this.full !== undefined) return;
    this.full = new Promise((resolve) => {
      this.stream.once?.('drain', () => {
        this.full = undefined;
        resolve();
      });
    });
  }

  /** Settles when there is room for more; undefined while there is. */
  get room(): Promise<void> | undefined {
    return this.full;
  }
}
