#!/usr/bin/env node
import { toErrorData } from '../errors';
import { useCacheFolder } from '../platform/cache-folder';
import { cacheHome } from '../platform/environment';
import { joinPath } from '../platform/files';
import { useFaceNames } from '../setting-names';
import { type Command, parseCommand } from './arguments';
import { endAtOnce } from './broken-output';
import { exportNetwork } from './export-network';
import { helpText } from './help';
import { listModels } from './list-models';
import { terminalNames } from './options';
import { resumedConfig } from './resume';
import { runTrainingCommand } from './run-training';
import { showData } from './show-data';
import { version } from '../version';
import { visible } from './visible';

/** 0 done; 2 wrong usage; 1 anything else; after a signal, 128 and its number. */
const EXIT_FAILURE = 1;
const EXIT_USAGE = 2;

async function main(): Promise<number> {
  useFaceNames(terminalNames);
  const command = parseCommand(process.argv.slice(2));
  if ('cache' in command && command.cache) useCacheFolder(joinPath(cacheHome(), 'mnist-lab'));
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
    case 'data':
      await showData(command);
      return 0;
    case 'export':
      await exportNetwork(command);
      return 0;
    case 'models':
      await listModels(command);
      return 0;
    case 'resume':
      return runTrainingCommand({ config: await resumedConfig(command), json: command.json });
    case 'run':
      return runTrainingCommand(command);
  }
}

process.stdout.on('error', endAtOnce);
process.stderr.on('error', () => {
  // There is nowhere left to say so.
});

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const { kind, message } = toErrorData(error);
    process.stderr.write(`mnist-lab: ${visible(message)}\n`);
    process.exitCode = kind === 'usage' ? EXIT_USAGE : EXIT_FAILURE;
  },
);
