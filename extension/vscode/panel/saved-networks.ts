import type { Answer, Question } from '#shared/protocol/questions';
import type { Inspection, InspectionSource } from '../../inspection/session';
import { IDLE_TIMEOUT, IdleWorker } from './idle-worker';

/** Asks the saved networks of one run at a time, with their best weights or the last, by a worker that is started with the first question. */
export class SavedNetworks {
  private readonly worker: IdleWorker<Inspection>;
  /** The run that was asked about last. */
  private run: string | null = null;

  constructor(
    private readonly start: (source: InspectionSource) => Inspection,
    idleTimeout = IDLE_TIMEOUT,
  ) {
    this.worker = new IdleWorker(idleTimeout);
  }

  /** @param run what tells runs apart: a worker serves one of them */
  ask(
    run: string,
    source: InspectionSource,
    question: Question,
    other?: InspectionSource,
  ): Promise<Answer> {
    this.run = run;
    const key = JSON.stringify([run, source.weights ?? null]);
    return this.worker.ask(
      key,
      () => this.start(source),
      (session) => session.ask(question, other),
    );
  }

  /** Ends the worker unless it is about this run. */
  leave(run: string | null): void {
    if (this.run !== run) this.worker.end();
  }

  /** Ends the worker if it is about this run, whose weights are about to change. */
  forget(run: string | null): void {
    if (this.run === run) this.worker.end();
  }

  dispose(): void {
    this.worker.end();
  }
}
