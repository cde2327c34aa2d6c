import { t } from '@vscode/l10n';
import { LabError } from '../errors';
import { Arena } from '../kernels/arena';
import { product } from '../kernels/sizes';
import {
  instantiateKernels,
  type Kernels,
  loadVariant,
  sharedMemoryAvailable,
  type Variant,
} from '../kernels/variant';
import { coreCount } from '../platform/cores';
import { noRelaxedSimd, noSharedMemory } from '../platform/lacking';
import type {
  Canvas,
  Engine,
  EngineDataset,
  EngineOptions,
  MemoryNeeds,
  MemoryReport,
  Network,
} from './api';
import { MemoryCanvas, MemoryDataset, reserveDataset } from './dataset';
import { layOutNetwork } from './layout';
import { memoryNeeded } from './memory';
import { MemoryNetwork, type NetworkHost } from './network';
import type { ImageShape } from '#shared/image-shape';
import type { NetworkPlan, RandomSource } from './plan';
import { Threads } from './threads';

/**
 * Loads the best variant that this machine can run and starts its threads.
 * @throws LabError `engine` when WASM memory cannot be reserved or a variant is missing.
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const cores = coreCount();
  const wanted = options.threads === 'auto' ? cores : options.threads;
  // Threads come first: where addresses are few, memory that cannot be had is an error, but a thread
  // that cannot have them ends the process.
  const shareable = sharedMemoryAvailable();
  const threads = await Threads.start(options.threadScript, shareable ? wanted : 1);
  try {
    const variant = await loadVariant(options.wasmFolder, options.simd, threads.count > 1);
    const kernels = await instantiateKernels(variant.module, variant.memory);
    const arena = new Arena(variant.memory);
    const control = arena.allocate(kernels.CONTROL_BYTES.value);
    const { module, memory, shared } = variant;
    if (shared) await threads.serve({ module, memory, control });
    else await threads.terminate();
    const given = shared ? threads.count : 1;
    return new MemoryEngine(variant, kernels, arena, control, threads, given, [
      ...simdNotices(variant, options.simd),
      ...threadNotices({ wanted, given, cores, shareable: shareable && given === threads.count }),
    ]);
  } catch (error) {
    await threads.terminate();
    throw error;
  }
}

/** What the person should hear of the variant that was picked. */
function simdNotices({ simd }: Variant, asked: EngineOptions['simd']): string[] {
  if (simd === 'relaxed' || asked === 'portable') return [];
  return [noRelaxedSimd()];
}

/** What the person should hear of the number of threads. */
function threadNotices(threads: {
  readonly wanted: number;
  readonly given: number;
  readonly cores: number;
  readonly shareable: boolean;
}): string[] {
  const { wanted, given, cores, shareable } = threads;
  if (!shareable && wanted > 1) {
    return [noSharedMemory()];
  }
  if (given < wanted) {
    return [
      t(
        'The system gives no more threads (see "ulimit -u"): training uses {0} of the {1} that were asked for; the results are the same.',
        given,
        wanted,
      ),
    ];
  }
  if (wanted <= cores) return [];
  return [
    t(
      '{0} threads were asked for on {1} cores: that works, but is slower than {1}.',
      wanted,
      cores,
    ),
  ];
}

class MemoryEngine implements Engine, NetworkHost {
  readonly simd;
  /** What the threads have as scratch now, and what the largest network needs. */
  scratch = 0;
  private scratchBytes = 0;
  private neededScratchBytes = 0;

  constructor(
    variant: Variant,
    readonly kernels: Kernels,
    readonly arena: Arena,
    readonly control: number,
    private readonly workers: Threads,
    readonly threads: number,
    readonly notices: readonly string[],
  ) {
    this.simd = variant.simd;
  }

  addDataset(images: Uint8Array, labels: Uint8Array, imageShape: ImageShape): EngineDataset {
    if (images.length !== labels.length * product(imageShape))
      throw new RangeError('images and labels differ');
    const { arena } = this;
    const count = labels.length;
    const places = reserveDataset(arena, count, imageShape);
    arena.bytes(places.images, images.length).set(images);
    arena.bytes(places.labels, count).set(labels);
    this.kernels.orderKeys(places.keys, places.images, count, ...imageShape);
    return new MemoryDataset(places, count);
  }

  addCanvas(imageShape: ImageShape): Canvas {
    const places = reserveDataset(this.arena, 1, imageShape);
    return new MemoryCanvas(places, product(imageShape), this.arena);
  }

  memoryNeeded(needs: MemoryNeeds): MemoryReport {
    return memoryNeeded(this.kernels, this.arena, needs, this.threads);
  }

  addNetwork(plan: NetworkPlan, batchSize: number, random: RandomSource): Network {
    const { kernels, arena } = this;
    const at = { kernels, memory: arena.memory };
    const layout = layOutNetwork(at, arena, plan, batchSize, random);
    layout.initialize();
    this.neededScratchBytes = Math.max(this.neededScratchBytes, layout.scratchBytes);
    const { initialization, optimizer } = plan;
    return new MemoryNetwork(this, layout, batchSize, initialization, optimizer, random);
  }

  prepare(): void {
    if (this.scratchBytes >= this.neededScratchBytes) return;
    this.scratchBytes = this.neededScratchBytes;
    this.scratch = this.arena.allocate(this.threads * this.scratchBytes);
    this.kernels.setThreads(this.control, this.threads, this.scratch, this.scratchBytes);
  }

  check(status: number): void {
    if (status === 0) return;
    const reason = this.workers.failureReason ?? t('it stopped answering');
    throw new LabError(
      'engine',
      t(
        'A thread of the engine failed ({0}): train again, with fewer threads if it happens again.',
        reason,
      ),
    );
  }

  async dispose(): Promise<void> {
    this.kernels.exit(this.control);
    await this.workers.terminate();
  }
}
