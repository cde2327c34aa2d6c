/** As lacking.ts, of browsers. */
import { t } from '@vscode/l10n';
import { LabError } from '../errors';

export function noSimd(): LabError {
  return new LabError(
    'engine',
    t('This browser cannot run WebAssembly SIMD: update it, or use another.'),
  );
}

export function noRelaxedSimd(): string {
  return t(
    'This browser has no relaxed SIMD, so portable SIMD is used; it is slower. Newer ones may have it.',
  );
}

export function noSharedMemory(): string {
  return t(
    'Training uses one thread here, as this page may not share memory between threads: add ?vscode-coi= to its address, or &vscode-coi= where that has a question mark, for all cores.',
  );
}

export function noMemory(reason: string): LabError {
  return new LabError(
    'engine',
    t(
      'This browser gives no memory to WebAssembly ({0}): close other pages and programs, or train on another device.',
      reason,
    ),
  );
}

/** As lacking.ts. */
export function noMoreMemory(megabytes: number): LabError {
  return new LabError(
    'engine',
    t(
      'This browser gives WebAssembly no {0} MB of memory: close other pages and programs, or choose fewer networks, a smaller batch size or fewer threads.',
      megabytes,
    ),
  );
}
