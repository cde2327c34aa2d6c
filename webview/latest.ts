import type { LabErrorData } from '#shared/protocol/events';

interface Receiver<Q, A> {
  readonly onAnswer: (answer: A, question: Q) => void;
  readonly onError: (error: LabErrorData) => void;
}

/**
 * Asks one question at a time. Of the questions that come while an answer is awaited only the newest
 * is asked after it: whoever draws faster than networks read sees the newest drawing read next.
 */
export class Latest<Q, A> {
  private asking = false;
  private next: { readonly question: Q } | null = null;
  /** Counts what was forgotten: an answer to a question of before is not told. */
  private era = 0;

  constructor(
    private readonly send: (question: Q) => Promise<A>,
    private readonly receiver: Receiver<Q, A>,
  ) {}

  ask(question: Q): void {
    this.next = { question };
    if (!this.asking) void this.askNext();
  }

  /** Nothing that was asked until now is answered any more. */
  forget(): void {
    this.next = null;
    this.era++;
  }

  private async askNext(): Promise<void> {
    this.asking = true;
    while (this.next !== null) {
      const { question } = this.next;
      const { era } = this;
      this.next = null;
      try {
        const answer = await this.send(question);
        if (era === this.era) this.receiver.onAnswer(answer, question);
      } catch (error) {
        if (era === this.era) this.receiver.onError(error as LabErrorData);
      }
    }
    this.asking = false;
  }
}
