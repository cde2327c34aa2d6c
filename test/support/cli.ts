import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { builtFolder } from './dist';

export const cli = join(builtFolder(), 'cli.js');

export interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. Its output is a pipe, not a terminal. */
export function run(program: string, args: readonly string[]): Promise<Result> {
  return new Promise((settle) => {
    const child = execFile(program, args, { maxBuffer: 2 ** 26 }, (_error, stdout, stderr) => {
      settle({ status: child.exitCode, stdout, stderr });
    });
  });
}

/** Runs `mnist-lab` in the very Node that runs the tests. */
export function mnistLab(...args: readonly string[]): Promise<Result> {
  return run(process.execPath, [cli, ...args]);
}

/** Starts `mnist-lab` and hands it over once its first batch has been trained. */
export async function startTraining(
  ...args: readonly string[]
): Promise<{ child: ChildProcess; ended: Promise<Result> }> {
  const child = spawn(process.execPath, [cli, ...args]);
  let stdout = '';
  let stderr = '';
  const ended = new Promise<Result>((settle) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('close', (status) => {
      settle({ status, stdout, stderr });
    });
  });
  await new Promise<void>((trained, failed) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (stdout.includes('"batch"')) trained();
    });
    child.once('close', () => {
      failed(new Error(`it ended before its first batch: ${stderr}`));
    });
  });
  return { child, ended };
}
