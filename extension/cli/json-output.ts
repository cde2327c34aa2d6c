import { partOnTheWay } from '#shared/part';
import type { EpochEvent, ModelSummary, TestEvent, TrainingEvent } from '#shared/protocol/events';
import { Outlet, type Writable } from './outlet';
import type { Output } from './output';
import { visible } from './visible';

/**
 * One JSON object a line, and nothing else, on standard output. Batch lines hold no times, so that two
 * runs with the same seed can be compared line by line.
 */
export class JsonOutput implements Output {
  private readonly stdout: Outlet;
  /** Whether there are validation images: an epoch's line waits for what they say. */
  private validates = false;
  /** The latest epoch, also where it was before the run went on. */
  private epoch: EpochEvent | undefined;
  private waiting = false;

  constructor(
    stdout: Writable,
    private readonly stderr: Writable,
  ) {
    this.stdout = new Outlet(stdout);
  }

  show(event: TrainingEvent): Promise<void> | undefined {
    if (event.type === 'notice') this.tell(event.message);
    switch (event.type) {
      case 'run':
        this.validates = partOnTheWay(event) === 'validation';
        this.epoch = event.resumed?.history.epochs.at(-1);
        this.write(toLine(event));
        break;
      case 'epoch':
        this.epoch = event;
        this.waiting = this.validates;
        if (!this.waiting) this.write(event);
        break;
      case 'test':
        this.waiting = false;
        this.write(
          this.validates ? { ...this.epoch, validation: resultsOf(event) } : toLine(event),
        );
        break;
      case 'batch':
      case 'evaluation':
      case 'weights':
      case 'saved':
      case 'paused':
      case 'resumed':
      case 'done':
      case 'stopped':
      case 'failed':
      case 'notice': {
        const line = toLine(event);
        if (line === null) break;
        this.release();
        this.write(line);
      }
    }
    return this.stdout.room;
  }

  /** An epoch that was not judged, as the run was stopped. */
  private release(): void {
    if (this.waiting) this.write(this.epoch!);
    this.waiting = false;
  }

  private write(line: object | null): void {
    if (line !== null) this.stdout.write(`${visible(JSON.stringify(line))}\n`);
  }

  loading(): void {
    // Programs wait for the first line.
  }

  tell(sentence: string): void {
    this.stderr.write(`${visible(sentence)}\n`);
  }

  close(): void {
    this.release();
  }
}

/** The contract's object for an event; null for those that other tools do not get. */
function toLine(event: TrainingEvent): object | null {
  switch (event.type) {
    case 'run': {
      const { type, models, engine, dataset, config, resumed } = event;
      const { name, train, validation, test } = dataset;
      return {
        type,
        models: models.map(modelLine),
        engine,
        dataset: { name, train, ...(validation === undefined ? {} : { validation }), test },
        config,
        ...(resumed === undefined
          ? {}
          : { resumed: { epoch: resumed.epoch, batch: resumed.batch } }),
      };
    }
    case 'batch': {
      const { type, epoch, batch, losses } = event;
      return { type, epoch, batch, losses };
    }
    case 'test': {
      const { type, epoch } = event;
      return { type, epoch, ...resultsOf(event) };
    }
    case 'epoch':
    case 'evaluation':
    case 'done':
      return event;
    case 'weights':
    case 'saved':
    case 'paused':
    case 'resumed':
    case 'stopped':
    case 'failed':
    case 'notice':
      return null;
  }
}

function resultsOf({ losses, accuracies }: TestEvent): object {
  return { losses, accuracies };
}

export function modelLine({ id, label, parameters, total, flops }: ModelSummary): object {
  return { id, label, parameters, total, flops };
}
