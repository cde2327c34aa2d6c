import * as v from 'valibot';
import { fields, kind, number } from '../schema/schema';
import { anneal, type ScheduleKind } from './kind';

const schema = fields({
  type: kind('one_cycle', { markdownDescription: '%config.schedule.one_cycle%' }),
  max_lr: number({ above: 0, maximum: 10 }, { markdownDescription: '%config.schedule.max_lr%' }),
  pct_start: v.exactOptional(
    number(
      { above: 0, below: 1 },
      { default: 0.3, markdownDescription: '%config.schedule.pct_start%' },
    ),
  ),
  div_factor: v.exactOptional(
    number(
      { minimum: 1, maximum: 1e6 },
      { default: 25, markdownDescription: '%config.schedule.div_factor%' },
    ),
  ),
  final_div_factor: v.exactOptional(
    number(
      { minimum: 1, maximum: 1e9 },
      { default: 1e4, markdownDescription: '%config.schedule.final_div_factor%' },
    ),
  ),
});

/**
 * `OneCycleLR` (Smith and Topin 2018), once a batch, with `cycle_momentum=False` and cosine annealing: up to
 * max_lr for `pct_start` of the run, then far down; the last step of each part is its end. lr is not used.
 */
export const oneCycle = {
  schema,
  snippet: { max_lr: '^${1:0.01}' },
  learningRate: (spec, _, { step, batchesPerEpoch, epochs }) => {
    const { max_lr, pct_start = 0.3, div_factor = 25, final_div_factor = 1e4 } = spec;
    const steps = epochs * batchesPerEpoch;
    const first = max_lr / div_factor;
    const top = pct_start * steps - 1;
    if (step <= top) return anneal(first, max_lr, top === 0 ? 1 : step / top);
    return anneal(max_lr, first / final_div_factor, (step - top) / (steps - 1 - top));
  },
  followsEpochs: () => true,
  pytorch: ({ max_lr, pct_start = 0.3, div_factor = 25, final_div_factor = 1e4 }) => ({
    name: 'OneCycleLR',
    arguments: {
      ...{ max_lr, epochs: { code: 'epochs' }, steps_per_epoch: { code: 'batches' } },
      ...{ pct_start, div_factor, final_div_factor, cycle_momentum: false },
    },
    every: 'batch',
  }),
} satisfies ScheduleKind<typeof schema>;
