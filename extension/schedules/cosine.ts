import * as v from 'valibot';
import { fields, kind, number, wholeNumber } from '../schema/schema';
import { anneal, MAXIMUM_COUNT, type ScheduleKind } from './kind';

const schema = fields({
  type: kind('cosine', { markdownDescription: '%config.schedule.cosine%' }),
  /** Default: all epochs of the run. */
  T_max: v.exactOptional(
    wholeNumber(1, MAXIMUM_COUNT, { markdownDescription: '%config.schedule.T_max%' }),
  ),
  eta_min: v.exactOptional(
    number(
      { minimum: 0, maximum: 10 },
      { default: 0, markdownDescription: '%config.schedule.eta_min%' },
    ),
  ),
});

/** `CosineAnnealingLR` (Loshchilov and Hutter 2017), once an epoch, from lr to eta_min in T_max epochs. */
export const cosine = {
  schema,
  snippet: {},
  learningRate: ({ T_max, eta_min: lowest = 0 }, lr, { epoch, epochs }) =>
    anneal(lr, lowest, epoch / (T_max ?? epochs)),
  followsEpochs: ({ T_max }) => T_max === undefined,
  pytorch: ({ T_max = { code: 'epochs' }, eta_min = 0 }) => ({
    ...{ name: 'CosineAnnealingLR', arguments: { T_max, eta_min } },
    every: 'epoch',
  }),
} satisfies ScheduleKind<typeof schema>;
