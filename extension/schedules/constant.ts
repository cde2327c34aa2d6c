import * as v from 'valibot';
import { kind } from '../schema/schema';
import type { ScheduleKind } from './kind';

const schema = v.strictObject({
  type: kind('constant', { markdownDescription: '%config.schedule.constant%' }),
});

export const constant = {
  schema,
  snippet: { type: 'constant' },
  learningRate: (_, lr) => lr,
} satisfies ScheduleKind<typeof schema>;
