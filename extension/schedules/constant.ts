import { fields, kind } from '../schema/schema';
import type { ScheduleKind } from './kind';

const schema = fields({
  type: kind('constant', { markdownDescription: '%config.schedule.constant%' }),
});

export const constant = {
  schema,
  snippet: {},
  learningRate: (_, lr) => lr,
  followsEpochs: () => false,
  pytorch: () => null,
} satisfies ScheduleKind<typeof schema>;
