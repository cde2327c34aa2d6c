import { pictureOf } from '../inspection/parameter-picture';
import type { TrainingEvent } from '#shared/protocol/events';
import type { Trainee } from './trainee';

/** Milliseconds between two looks at the weights. */
const INTERVAL = 250;
/** Share of a run's time that they may take, however large the networks and short the epochs. */
const SHARE = 0.01;

/** Shows what the weights look like while they are trained. */
export class WeightWatch {
  private readonly start: number;
  private spent = 0;
  private lastShown = -Infinity;
  /** Where the run is, if that has not been shown. */
  private pending: { readonly epoch: number; readonly batch: number } | null = null;

  constructor(
    private readonly trainees: readonly Trainee[],
    private readonly emit: (event: TrainingEvent) => void,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.start = now();
  }

  afterBatch(epoch: number, batch: number): void {
    this.pending = { epoch, batch };
    if (this.now() - this.lastShown >= INTERVAL) this.showIfAffordable();
  }

  /** As well between two looks. */
  afterEpoch(): void {
    this.showIfAffordable();
  }

  /** The last look is never left out. */
  atEnd(): void {
    this.show();
  }

  private showIfAffordable(): void {
    if (this.spent <= SHARE * (this.now() - this.start)) this.show();
  }

  private show(): void {
    if (this.pending === null) return;
    const begin = this.now();
    const models = Object.fromEntries(
      this.trainees.map(({ summary, network }) => {
        const trained = new Set(summary.parameters.map(({ name }) => name));
        const tensors = network.weights().filter(({ name }) => trained.has(name));
        return [summary.id, tensors.map(pictureOf)];
      }),
    );
    this.emit({ type: 'weights', ...this.pending, models });
    this.pending = null;
    this.lastShown = this.now();
    this.spent += this.lastShown - begin;
  }
}
