import type { ModelSummary, TrainingEvent } from '#shared/protocol/events';
import { Outlet, type Writable } from './outlet';
import type { Output } from './output';
import { visible } from './visible';

/**
 * One JSON object a line, and nothing else, on standard output. Batch lines hold no times, so that two
 * runs with the same seed can be compared line by line.
 */
export class JsonOutput implements Output {
  private readonly stdout: Outlet;

  constructor(
    stdout: Writable,
    private readonly stderr: Writable,
  ) {
    this.stdout = new Outlet(stdout);
  }

  show(event: TrainingEvent): Promise<void> | undefined {
    if (event.type === 'notice') this.tell(event.message);
    const line = toLine(event);
    if (line !== null) this.stdout.write(`${visible(JSON.stringify(line))}\n`);
    return this.stdout.room;
  }

  tell(sentence: string): void {
    this.stderr.write(`${visible(sentence)}\n`);
  }

  close(): void {
    // Everything has been written.
  }
}

/** The contract's object for an event; null for those that other tools do not get. */
function toLine(event: TrainingEvent): object | null {
  switch (event.type) {
    case 'run': {
      const { type, models, engine, dataset, config, resumed } = event;
      const { name, train, test } = dataset;
      return {
        type,
        models: models.map(modelLine),
        engine,
        dataset: { name, train, test },
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
      const { type, epoch, losses, accuracies } = event;
      return { type, epoch, losses, accuracies };
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

export function modelLine({ id, label, parameters, total, flops }: ModelSummary): object {
  return { id, label, parameters, total, flops };
}
