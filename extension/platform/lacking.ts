/** What this machine does not have, in words, and what to do about it: see lacking.web.ts for browsers. */
import { t } from '@vscode/l10n';
import { LabError } from '../errors';

export function noSimd(): LabError {
  return new LabError(
    'engine',
    t(
      'This JavaScript engine cannot run WebAssembly SIMD: use VS Code 1.95 or Node.js 20, or newer.',
    ),
  );
}

export function noRelaxedSimd(): string {
  return t(
    'Relaxed SIMD is not available here, so portable SIMD is used; it is slower. Node.js 22 or newer has relaxed SIMD.',
  );
}

export function noSharedMemory(): string {
  return t('Shared memory is not available here, so training uses one thread.');
}

export function noMemory(reason: string): LabError {
  return new LabError(
    'engine',
    t(
      'WebAssembly memory cannot be reserved here ({0}): it needs about 10 GB of address space, though not of memory; raise the limit (see "ulimit -v").',
      reason,
    ),
  );
}

/** @param megabytes that it would have to have */
export function noMoreMemory(megabytes: number): LabError {
  return new LabError(
    'engine',
    t(
      'WebAssembly memory cannot grow to {0} MB here: raise the limit (see "ulimit -v"), or choose fewer networks, a smaller batch size or fewer threads.',
      megabytes,
    ),
  );
}
