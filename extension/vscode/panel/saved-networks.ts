import { toErrorData } from '../../errors';
import type { Answer, Question } from '#shared/protocol/questions';
import type { Inspection, InspectionSource } from '../../inspection/session';

/** Milliseconds without a question after which a worker with weights in memory is not worth its price. */
const IDLE_TIMEOUT = 60_000;

interface OpenInspection {
  readonly run: string;
  readonly weights: InspectionSource['weights'];
  readonly session: Inspection;
  /** Questions without an answer yet. */
  waiting: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** Asks the saved networks of one run at a time, with their best weights or the last, by a worker that is started with the first question. */
export class SavedNetworks {
  private current: OpenInspection | null = null;

  constructor(
    private readonly start: (source: InspectionSource) => Inspection,
    private readonly idleTimeout = IDLE_TIMEOUT,
  ) {}

  /** @param run what tells runs apart: a worker serves one of them */
  async ask(
    run: string,
    source: InspectionSource,
    question: Question,
    other?: InspectionSource,
  ): Promise<Answer> {
    const inspection = this.open(run, source);
    clearTimeout(inspection.timer);
    inspection.waiting++;
    try {
      return await inspection.session.ask(question, other);
    } catch (error) {
      // A worker that has ended answers nothing more: the next question finds another one.
      if (toErrorData(error).kind === 'engine') this.close(inspection);
      throw error;
    } finally {
      inspection.waiting--;
      if (inspection.waiting === 0 && this.current === inspection) {
        inspection.timer = setTimeout(() => {
          this.close(inspection);
        }, this.idleTimeout);
      }
    }
  }

  /** Ends the worker unless it is about this run. */
  leave(run: string | null): void {
    if (this.current !== null && this.current.run !== run) this.close(this.current);
  }

  /** Ends the worker if it is about this run, whose weights are about to change. */
  forget(run: string | null): void {
    if (this.current !== null && this.current.run === run) this.close(this.current);
  }

  dispose(): void {
    this.leave(null);
  }

  private open(run: string, source: InspectionSource): OpenInspection {
    this.leave(run);
    const { weights } = source;
    if (this.current !== null && this.current.weights !== weights) this.close(this.current);
    this.current ??= { run, weights, session: this.start(source), waiting: 0, timer: undefined };
    return this.current;
  }

  private close(inspection: OpenInspection): void {
    clearTimeout(inspection.timer);
    inspection.session.dispose();
    if (this.current === inspection) this.current = null;
  }
}
