import { fromErrorData, type LabError, toErrorData } from '../errors';
import type { Reply } from '#shared/protocol/messages';
import type { Answer, AnswerTo, Question } from '#shared/protocol/questions';
import type { InspectionSource } from './source';

/** A question on its way to a worker that has the networks. */
export interface AskRequest {
  readonly type: 'ask';
  readonly id: number;
  readonly question: Question;
  /** The run that `flips` compares with. */
  readonly other?: InspectionSource;
}

/** What comes back, under the question's id. */
export interface AnswerReply {
  readonly type: 'answer';
  readonly id: number;
  readonly reply: Reply<Answer>;
}

interface Pending {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: LabError) => void;
}

/** The answering side: what `work` finds, or why it cannot, under the question's id. */
export async function replyTo(
  { id }: AskRequest,
  work: () => Promise<Answer>,
): Promise<AnswerReply> {
  try {
    return { type: 'answer', id, reply: { ok: await work() } };
  } catch (error) {
    return { type: 'answer', id, reply: { error: toErrorData(error) } };
  }
}

/** The asking side: brings answers to those who wait for them. */
export class Asker {
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;
  private ended: LabError | null = null;

  constructor(private readonly post: (request: AskRequest) => void) {}

  /** @param other where the weights of `otherRun` are, of a `flips` question */
  ask<Q extends Question>(question: Q, other?: InspectionSource): Promise<AnswerTo<Q>> {
    if (this.ended !== null) return Promise.reject(this.ended);
    const id = ++this.lastId;
    return new Promise<Answer>((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      this.post({ type: 'ask', id, question, ...(other === undefined ? {} : { other }) });
    }) as Promise<AnswerTo<Q>>;
  }

  receive({ id, reply }: AnswerReply): void {
    const pending = this.pending.get(id);
    this.pending.delete(id);
    if ('ok' in reply) pending?.resolve(reply.ok);
    else pending?.reject(fromErrorData(reply.error));
  }

  /** There is nobody to ask any more: whoever waits, or asks from now on, gets this error. */
  end(error: LabError): void {
    this.ended ??= error;
    for (const { reject } of this.pending.values()) reject(error);
    this.pending.clear();
  }
}
