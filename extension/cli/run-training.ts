import { startTraining } from '../training/session';
import type { Command } from './arguments';
import { tellInterrupts } from './interrupt';
import { JsonOutput } from './json-output';
import type { Output } from './output';
import { TerminalOutput } from './terminal/terminal-output';

const EXIT_INTERRUPTED = 130;

/**
 * Runs `train` or `evaluate` and returns the exit status. Ctrl-C ends the run after the batch in hand;
 * a second one ends the process at once.
 * @throws LabError when the run fails
 */
export async function runTrainingCommand(
  command: Extract<Command, { type: 'run' }>,
): Promise<number> {
  const output: Output = command.json
    ? new JsonOutput(process.stdout, process.stderr)
    : new TerminalOutput(process.stdout, process.stderr);
  const session = startTraining(command.config, (event) => {
    output.show(event);
  });
  const interrupted = new AbortController();
  const interrupt = tellInterrupts(
    () => {
      interrupted.abort();
      output.stopping();
      session.stop();
    },
    () => process.exit(EXIT_INTERRUPTED),
  );
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    await session.finished;
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    output.close();
  }
  return interrupted.signal.aborted ? EXIT_INTERRUPTED : 0;
}
