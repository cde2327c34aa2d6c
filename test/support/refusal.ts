import { expect } from 'vitest';
import { LabError } from '../../extension/errors';

/** The `LabError` that an action ends in; anything else, also success, fails the test. */
export async function refusal(action: () => unknown): Promise<LabError> {
  let thrown: unknown;
  try {
    await action();
  } catch (error) {
    thrown = error;
  }
  expect(thrown, 'a LabError').toBeInstanceOf(LabError);
  const error = thrown as LabError;
  expect(error.message, 'one line').not.toMatch(/\n/);
  return error;
}
