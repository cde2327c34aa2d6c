import { type EventReader, startTraining } from '../training/session';
import type { TrainingConfig } from '../training/config';
import { cannotWrite, endAtOnce } from './broken-output';
import { JsonOutput } from './json-output';
import type { Output } from './output';
import { listenForSignals } from './signals';
import { Stopping } from './stopping';
import { TerminalOutput } from './terminal/terminal-output';

/**
 * Runs `train` or `evaluate` and returns the exit status. A signal ends the run after the batch in hand,
 * and saves; a second one ends the process at once. Results that cannot be written any more end the run
 * as well, for hours of training without a reader help nobody, but what was trained is saved.
 * @throws LabError when the run fails, or its results cannot be written
 */
export async function runTrainingCommand({
  config,
  json,
}: {
  readonly config: TrainingConfig;
  readonly json: boolean;
}): Promise<number> {
  const { stdout, stderr } = process;
  const output: Output = json ? new JsonOutput(stdout, stderr) : new TerminalOutput(stdout, stderr);
  let status = 0;
  let broken: NodeJS.ErrnoException | undefined;
  let saved: string | undefined;
  const stopping = new Stopping();
  const onEvents: EventReader = (events) => {
    let room: Promise<void> | undefined;
    for (const event of events) {
      stopping.saw(event);
      if (event.type === 'saved') saved = event.folder;
      if (broken === undefined) room = output.show(event);
    }
    return room;
  };
  const session = startTraining(config, onEvents, {
    onLoading: (progress) => {
      output.loading(progress);
    },
  });
  const stopListening = listenForSignals((signalled) => {
    status = signalled;
    output.tell(stopping.sentence);
    session.stop();
  });
  stdout.off('error', endAtOnce).on('error', (error: NodeJS.ErrnoException) => {
    broken ??= error;
    session.stop();
  });
  try {
    await session.finished;
    output.close();
    await written(stdout);
  } finally {
    stopListening();
  }
  // A terminal that is closed sends a signal and breaks its streams.
  if (status === 0 && broken !== undefined) throw cannotWrite(broken, saved);
  return status;
}

/** Settles when all has been written, or cannot be. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => {
      resolve();
    });
  });
}
