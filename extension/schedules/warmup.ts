import * as v from 'valibot';
import { fields, kind, number, wholeNumber } from '../schema/schema';
import { MAXIMUM_COUNT, type ScheduleKind } from './kind';

const schema = fields({
  type: kind('warmup', { markdownDescription: '%config.schedule.warmup%' }),
  total_iters: wholeNumber(1, MAXIMUM_COUNT, {
    markdownDescription: '%config.schedule.total_iters%',
  }),
  start_factor: v.exactOptional(
    number(
      { above: 0, maximum: 1 },
      { default: 1 / 3, markdownDescription: '%config.schedule.start_factor%' },
    ),
  ),
});

/** `LinearLR`, once a batch: from lr * start_factor to lr in total_iters batches. */
export const warmup = {
  schema,
  snippet: { total_iters: '^${1:100}' },
  learningRate: ({ total_iters: total, start_factor: first = 1 / 3 }, lr, { step }) =>
    lr * (first + ((1 - first) * Math.min(step, total)) / total),
  followsEpochs: () => false,
  pytorch: ({ total_iters, start_factor = 1 / 3 }) => ({
    ...{ name: 'LinearLR', arguments: { start_factor, total_iters } },
    every: 'batch',
  }),
} satisfies ScheduleKind<typeof schema>;
