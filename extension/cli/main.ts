#!/usr/bin/env node
import { toErrorData } from '../errors';
import { type Command, parseCommand } from './arguments';
import { helpText } from './help';
import { listModels } from './list-models';
import { runTrainingCommand } from './run-training';
import { version } from './version';

/** 0 done; 2 wrong usage; 1 anything else; 130 after an interrupt. */
const EXIT_FAILURE = 1;
const EXIT_USAGE = 2;

async function main(): Promise<number> {
  const command = parseCommand(process.argv.slice(2));
  return execute(command);
}

async function execute(command: Command): Promise<number> {
  switch (command.type) {
    case 'help':
      process.stdout.write(`${helpText(command.topic)}\n`);
      return 0;
    case 'version':
      process.stdout.write(`${version}\n`);
      return 0;
    case 'models':
      await listModels(command);
      return 0;
    case 'run':
      return runTrainingCommand(command);
  }
}

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that has seen enough, such as `head`, is no error of ours.
    if (error.code === 'EPIPE') process.exit(0);
    if (stream === process.stdout) {
      process.stderr.write(`mnist-lab: The results cannot be written (${error.message}).\n`);
    }
    process.exit(EXIT_FAILURE);
  });
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const { kind, message } = toErrorData(error);
    process.stderr.write(`mnist-lab: ${message}\n`);
    process.exitCode = kind === 'usage' ? EXIT_USAGE : EXIT_FAILURE;
  },
);
