import { join } from 'node:path';
import { inject } from 'vitest';

/**
 * The folder of what has been built.
 * @throws Error where that is not of the sources as they are now: what is tested would be something else
 */
export function builtFolder(): string {
  const broken = inject('brokenBuild');
  if (broken !== null && broken !== undefined) throw new Error(broken);
  return join(import.meta.dirname, '../../dist');
}
