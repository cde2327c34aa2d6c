/** Runs inside the extension host, where VS Code calls `run` and exits with its outcome. */
import { runSuite } from './run-suite';
import { suite } from './suite';

export function run(): Promise<void> {
  return runSuite(suite);
}
