import * as v from 'valibot';
import { fields, kind, number, wholeNumber } from '../schema/schema';
import { MAXIMUM_COUNT, type ScheduleKind } from './kind';

const schema = fields({
  type: kind('step', { markdownDescription: '%config.schedule.step%' }),
  step_size: wholeNumber(1, MAXIMUM_COUNT, {
    markdownDescription: '%config.schedule.step_size%',
  }),
  gamma: v.exactOptional(
    number(
      { above: 0, maximum: 1 },
      { default: 0.1, markdownDescription: '%config.schedule.gamma%' },
    ),
  ),
});

/** `StepLR`, once an epoch: lr * gamma^floor(epoch / step_size). */
export const step = {
  schema,
  snippet: { step_size: '^${1:3}' },
  learningRate: ({ step_size: size, gamma = 0.1 }, lr, { epoch }) =>
    lr * gamma ** Math.floor(epoch / size),
  followsEpochs: () => false,
  pytorch: ({ step_size, gamma = 0.1 }) => ({
    ...{ name: 'StepLR', arguments: { step_size, gamma } },
    every: 'epoch',
  }),
} satisfies ScheduleKind<typeof schema>;
