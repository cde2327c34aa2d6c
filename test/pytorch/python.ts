import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';

/** Pythons that may have PyTorch; PYTHON names another. */
const candidates = [process.env.PYTHON, '/usr/bin/python3', 'python3'];

/** A Python that has PyTorch; null where there is none. */
export const python: string | null =
  candidates.find((name) => name !== undefined && has(name)) ?? null;

function has(name: string): boolean {
  try {
    execFileSync(name, ['-c', 'import torch, numpy'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Why tests of scripts are skipped; empty where they are not. */
export const skipped = python === null ? ' (skipped: no Python here has PyTorch)' : '';

/** What `run_scripts.py` is to do. */
export interface ScriptCase {
  readonly script: string;
  readonly network: string;
  readonly weights: string;
  readonly batches: string | null;
  readonly epochs: number;
  readonly batchSize: number;
}

export interface ScriptOutcome {
  /** Standard deviation of each first weight. */
  readonly fresh: Readonly<Record<string, number>>;
  readonly before: readonly number[];
  readonly losses: readonly number[];
  readonly tensors: Readonly<Record<string, readonly number[]>>;
  readonly after: readonly number[];
  readonly evaluation: number;
  readonly confusion: readonly (readonly number[])[];
}

/** Runs scripts in one process, for PyTorch takes seconds to load. @throws Error with what it says */
export async function runScripts(cases: readonly ScriptCase[]): Promise<ScriptOutcome[]> {
  const output = await runPython([join(import.meta.dirname, 'run_scripts.py')], {
    input: JSON.stringify(cases),
  });
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ScriptOutcome);
}

/** What a Python program prints. @throws Error with what it says where it fails */
export function runPython(
  words: readonly string[],
  { input = '', env = {} }: { readonly input?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  return new Promise((settle, fail) => {
    const child = spawn(python!, words, { env: { ...process.env, ...env } });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', fail);
    child.once('close', (status) => {
      if (status === 0) settle(stdout);
      else fail(new Error(`${words.join(' ')} ended with ${status ?? 'a signal'}: ${stderr}`));
    });
    child.stdin.end(input);
  });
}
