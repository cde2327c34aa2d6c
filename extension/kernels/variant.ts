import { t } from '@vscode/l10n';
import { LabError } from '../errors';
import { joinPath, readBytes } from '../platform/files';
import { noMemory, noSimd } from '../platform/lacking';
import type { instantiate } from '../../dist/wasm/portable';
import type { Simd } from '#shared/protocol/events';

/** What every variant exports, as the AssemblyScript compiler declares it. */
export type Kernels = Awaited<ReturnType<typeof instantiate>>;

/** A compiled variant and the memory that it will run in. */
export interface Variant {
  readonly simd: Simd;
  readonly shared: boolean;
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
}

interface Candidate {
  readonly file: string;
  readonly simd: Simd;
  readonly shared: boolean;
}

/** Best first. Without shared memory there is one thread. */
const candidates: readonly Candidate[] = [
  { file: 'relaxed-threads.wasm', simd: 'relaxed', shared: true },
  { file: 'portable-threads.wasm', simd: 'portable', shared: true },
  { file: 'relaxed.wasm', simd: 'relaxed', shared: false },
  { file: 'portable.wasm', simd: 'portable', shared: false },
];

/**
 * From 4 GiB, all that 32-bit addresses reach, to 512 MiB, in which the networks that come along train with the usual
 * batches. Growing is on demand; this only reserves addresses, of which a phone's browser may have fewer.
 */
const MAXIMUM_PAGES = [65536, 49152, 32768, 16384, 8192];

/**
 * Loads the first variant that this machine validates, with shared memory if that is wanted and there.
 * @throws LabError `engine` when a variant's file is missing or its memory cannot be reserved.
 */
export async function loadVariant(
  folder: string,
  simd: 'auto' | Simd,
  shared: boolean,
): Promise<Variant> {
  for (const candidate of candidates) {
    if (candidate.simd === 'relaxed' && simd === 'portable') continue;
    if (candidate.shared && !(shared && sharedMemoryAvailable())) continue;
    const bytes = await readVariant(joinPath(folder, candidate.file));
    if (!WebAssembly.validate(bytes)) continue;
    const memory = reserveMemory(candidate.shared);
    const module = await WebAssembly.compile(bytes);
    return { simd: candidate.simd, shared: candidate.shared, module, memory };
  }
  throw noSimd();
}

/** Instantiates a variant on its memory; each thread has an instance of its own. */
export async function instantiateKernels(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): Promise<Kernels> {
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  return instance.exports as unknown as Kernels;
}

export function sharedMemoryAvailable(): boolean {
  return typeof SharedArrayBuffer !== 'undefined';
}

async function readVariant(file: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await readBytes(file);
  } catch (error) {
    throw new LabError(
      'engine',
      t(
        'The engine\'s file {0} cannot be read ({1}): build it with "npm run build", or reinstall the extension.',
        file,
        (error as Error).message,
      ),
    );
  }
}

/** As much as there is. */
function reserveMemory(shared: boolean): WebAssembly.Memory {
  let problem = '';
  for (const maximum of MAXIMUM_PAGES) {
    try {
      return new WebAssembly.Memory({ initial: 1, maximum, shared });
    } catch (error) {
      problem = (error as Error).message;
    }
  }
  throw noMemory(problem);
}
