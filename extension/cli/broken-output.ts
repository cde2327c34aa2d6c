import { LabError } from '../errors';

/** Ends a command that has nothing to save when its results cannot be written any more. */
export function endAtOnce(error: NodeJS.ErrnoException): void {
  // A reader that has seen enough of a list, such as `head`, is no error of ours.
  if (error.code === 'EPIPE') process.exit(0);
  process.stderr.write(`mnist-lab: ${cannotWrite(error).message}\n`);
  process.exit(1);
}

/** @param saved folder where what was trained is; undefined if it is nowhere */
export function cannotWrite(error: NodeJS.ErrnoException, saved?: string): LabError {
  const problem =
    error.code === 'EPIPE'
      ? 'Nobody reads the results any more (EPIPE)'
      : `The results cannot be written (${error.message})`;
  const rest = saved === undefined ? '.' : `; what was trained is saved in ${saved}.`;
  return new LabError('input', problem + rest);
}
