import type { Writable } from '../outlet';
import { cut } from './columns';

export interface TerminalStream extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

const COLUMNS = 80;
/** Milliseconds between two drawings. */
const REDRAW = 50;
const CLEAR_LINE = '\r\u001b[K';

/** A line that is drawn over and over, where the stream is a terminal; nothing elsewhere. */
export class PassingLine {
  private lastDrawn = -Infinity;
  private drawn = false;

  constructor(private readonly stream: TerminalStream) {}

  /**
   * @param line makes it for so many columns
   * @param last nothing follows for a while: it is drawn however soon it comes
   */
  draw(line: (columns: number) => string, last: boolean): void {
    if (this.stream.isTTY !== true) return;
    const now = performance.now();
    if (now - this.lastDrawn < REDRAW && !last) return;
    this.lastDrawn = now;
    this.drawn = true;
    this.stream.write(`${CLEAR_LINE}${line(this.stream.columns ?? COLUMNS)}`);
  }

  /** Draws a sentence, as much of it as there is room for. */
  tell(sentence: string): void {
    this.draw((columns) => cut(sentence, columns - 1), false);
  }

  clear(): void {
    if (this.drawn) this.stream.write(CLEAR_LINE);
    this.drawn = false;
  }
}
