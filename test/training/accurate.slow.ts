/** The template that is there for accuracy, trained for a quarter of the epochs that it asks for. */
import { expect, test } from 'vitest';
import { trainAccurate } from '../support/accurate-template';
import { builtFolder } from '../support/dist';

test('after three epochs it misreads fewer than 90 of 10,000 digits', async () => {
  const { accuracy } = await trainAccurate(builtFolder(), 1, 3);
  console.log('after three epochs:', accuracy);
  expect(accuracy).toBeGreaterThan(0.991);
}, 1_800_000);
