import type { TrainingEvent } from '#shared/protocol/events';

/** What a run is at, as its events tell, and so what a signal has to wait for. */
export class Stopping {
  private testsEachEpoch = false;
  private epochs = 0;
  private waitsFor: 'nothing' | 'batch' | 'test' = 'nothing';

  saw(event: TrainingEvent): void {
    switch (event.type) {
      case 'run': {
        const { epochs, evaluateEachEpoch, earlyStopping } = event.config;
        this.epochs = epochs;
        this.testsEachEpoch = evaluateEachEpoch || earlyStopping !== undefined;
        this.waitsFor = epochs === 0 ? 'test' : 'batch';
        break;
      }
      case 'epoch':
        if (this.testsEachEpoch || event.epoch === this.epochs) this.waitsFor = 'test';
        break;
      case 'test':
        if (event.epoch < this.epochs) this.waitsFor = 'batch';
        break;
      case 'saved':
        this.waitsFor = 'test';
        break;
      case 'batch':
      case 'evaluation':
      case 'weights':
      case 'notice':
      case 'paused':
      case 'resumed':
      case 'done':
      case 'stopped':
      case 'failed':
        // It goes on as before, or is over.
        break;
    }
  }

  /** What to tell the person who has asked for it. */
  get sentence(): string {
    return `${this.what}; press Ctrl-C again to stop at once.`;
  }

  private get what(): string {
    switch (this.waitsFor) {
      case 'nothing':
        return 'Stopping before anything is trained';
      case 'batch':
        return 'Stopping after this batch';
      case 'test':
        return 'Stopping without the rest of the test';
    }
  }
}
