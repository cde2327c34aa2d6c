import type { ScheduleSpec } from './spec';

/** A place in a run. */
export interface RunPlace {
  /** Batches trained before, by all epochs. */
  readonly step: number;
  /** From 0. */
  readonly epoch: number;
  readonly batchesPerEpoch: number;
  /** Of the whole run. */
  readonly epochs: number;
}

/**
 * The learning rate of a step, as PyTorch's schedulers set it: `StepLR` and `CosineAnnealingLR` once an
 * epoch, `OneCycleLR` (without cycling the momentum) and `LinearLR` once a batch.
 *
 * @param lr the optimiser's
 */
export function learningRate(schedule: ScheduleSpec, lr: number, at: RunPlace): number {
  switch (schedule.type) {
    case 'constant':
      return lr;
    case 'step': {
      const { step_size: size, gamma = 0.1 } = schedule;
      return lr * gamma ** Math.floor(at.epoch / size);
    }
    case 'cosine': {
      const { T_max: period = at.epochs, eta_min: lowest = 0 } = schedule;
      return anneal(lr, lowest, at.epoch / period);
    }
    case 'one_cycle':
      return oneCycle(schedule, at);
    case 'warmup': {
      const { total_iters: total, start_factor: first = 1 / 3 } = schedule;
      return lr * (first + ((1 - first) * Math.min(at.step, total)) / total);
    }
  }
}

/** Half a cosine from `start` to `end`, `share` of the way. */
function anneal(start: number, end: number, share: number): number {
  return end + ((start - end) / 2) * (1 + Math.cos(Math.PI * share));
}

/** Up for `pct_start` of the run, then down; the last step of each part is its end. */
function oneCycle(
  schedule: Extract<ScheduleSpec, { type: 'one_cycle' }>,
  { step, batchesPerEpoch, epochs }: RunPlace,
): number {
  const { max_lr, pct_start = 0.3, div_factor = 25, final_div_factor = 1e4 } = schedule;
  const steps = epochs * batchesPerEpoch;
  const first = max_lr / div_factor;
  const top = pct_start * steps - 1;
  if (step <= top) return anneal(first, max_lr, top === 0 ? 1 : step / top);
  return anneal(max_lr, first / final_div_factor, (step - top) / (steps - 1 - top));
}
