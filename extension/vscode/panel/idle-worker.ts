import { toErrorData } from '../../errors';

/** Milliseconds without a question after which a worker with much in memory is not worth its price. */
export const IDLE_TIMEOUT = 60_000;

interface Session {
  dispose(): void;
}

interface Kept<S extends Session> {
  /** What it is about. */
  readonly key: string;
  readonly session: S;
  /** Questions without an answer yet. */
  waiting: number;
  /** It has given an answer: what it was started for is in memory. */
  answered: boolean;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** Keeps one worker at a time, started with the first question about something and ended when nobody asks any more. */
export class IdleWorker<S extends Session> {
  private current: Kept<S> | null = null;

  constructor(private readonly idleTimeout: number) {}

  /**
   * Asks the worker that is about `key`, which ends one that is about something else.
   * @param signal aborted when nobody waits for the answer: a worker that is only loading for it is ended
   */
  async ask<A>(
    key: string,
    start: () => S,
    ask: (session: S) => Promise<A>,
    signal?: AbortSignal,
  ): Promise<A> {
    if (this.current !== null && this.current.key !== key) this.close(this.current);
    this.current ??= { key, session: start(), waiting: 0, answered: false, timer: undefined };
    const kept = this.current;
    clearTimeout(kept.timer);
    kept.waiting++;
    const leave = (): void => {
      if (kept.waiting === 1 && !kept.answered) this.close(kept);
    };
    signal?.addEventListener('abort', leave);
    try {
      const answer = await ask(kept.session);
      kept.answered = true;
      return answer;
    } catch (error) {
      // A worker that has ended answers nothing more: the next question finds another one.
      if (toErrorData(error).kind === 'engine') this.close(kept);
      throw error;
    } finally {
      signal?.removeEventListener('abort', leave);
      kept.waiting--;
      if (kept.waiting === 0 && this.current === kept) {
        kept.timer = setTimeout(() => {
          this.close(kept);
        }, this.idleTimeout);
      }
    }
  }

  /** Ends the worker, if there is one. */
  end(): void {
    if (this.current !== null) this.close(this.current);
  }

  private close(kept: Kept<S>): void {
    clearTimeout(kept.timer);
    kept.session.dispose();
    if (this.current === kept) this.current = null;
  }
}
