import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Normalization } from '../../extension/engine/plan';
import type { Kernels } from '../../extension/kernels/variant';
import { builtFolder } from './dist';

export const variants = ['portable', 'relaxed', 'portable-threads', 'relaxed-threads'] as const;
export type VariantName = (typeof variants)[number];

/** Images in a pack, see assembly/simd.ts. */
export const PACK = 8;

const PAGES = 64;
const GUARD = 64;
const GUARD_BYTE = 0xa5;

interface Block {
  readonly address: number;
  readonly bytes: number;
}

/**
 * One variant's kernels on a memory of their own. Every block has guards around it, which `check`
 * finds broken when a kernel writes past its output; fresh floats are NaN, so that a kernel that
 * reads what it should not, or leaves output unwritten, shows.
 */
export class KernelBench {
  private next = 65536;
  private readonly blocks: Block[] = [];

  private constructor(
    readonly variant: VariantName,
    readonly kernels: Kernels,
    readonly memory: WebAssembly.Memory,
  ) {}

  /** The built variant. */
  static async load(variant: VariantName): Promise<KernelBench> {
    const file = join(builtFolder(), `wasm/${variant}.wasm`);
    const shared = variant.endsWith('-threads');
    const memory = new WebAssembly.Memory({ initial: PAGES, maximum: 65536, shared });
    const module = await WebAssembly.compile(readFileSync(file));
    const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
    return new KernelBench(variant, exports as unknown as Kernels, memory);
  }

  /** Whether multiply and add are one rounding. */
  get fused(): boolean {
    return this.variant.startsWith('relaxed');
  }

  /** Forgets all blocks. */
  reset(): void {
    this.next = 65536;
    this.blocks.length = 0;
  }

  /** A block of bytes, zero. */
  allocate(bytes: number): number {
    const address = this.next + GUARD;
    const end = Math.ceil((address + bytes) / 16) * 16 + GUARD;
    if (end > this.memory.buffer.byteLength) throw new Error('the bench has too little memory');
    this.bytes(this.next, end - this.next).fill(GUARD_BYTE);
    this.bytes(address, bytes).fill(0);
    this.blocks.push({ address, bytes });
    this.next = end;
    return address;
  }

  /** A block of floats, NaN. */
  output(count: number): number {
    const address = this.allocate(count * 4);
    this.view(address, count).fill(NaN);
    return address;
  }

  /** What bytes count as, by channel, see assembly/gather/normalization.ts; the notebook's one if nothing is said. */
  normalization({ mean, deviation }: Normalization = { mean: [128], deviation: [256] }): number {
    const address = this.allocate(this.kernels.normalizationBytes(mean.length));
    new Int32Array(this.memory.buffer, address, 1)[0] = mean.length;
    const values = mean.flatMap((value, channel) => [value, 1 / deviation[channel]!]);
    this.view(address + 4, values.length).set(values);
    return address;
  }

  /** A block with these floats. */
  floats(values: ArrayLike<number>): number {
    const address = this.allocate(values.length * 4);
    this.view(address, values.length).set(values);
    return address;
  }

  /** A block with these bytes, and room for the 16 bytes that a vector reads. */
  input(values: Uint8Array): number {
    const address = this.allocate(values.length + 16);
    this.bytes(address, values.length).set(values);
    return address;
  }

  /** Replaces floats of a block. */
  write(address: number, values: ArrayLike<number>): void {
    this.view(address, values.length).set(values);
  }

  words(values: ArrayLike<number>): number {
    const address = this.allocate(values.length * 4);
    new Uint32Array(this.memory.buffer, address, values.length).set(values);
    return address;
  }

  read(address: number, count: number): Float32Array {
    return this.view(address, count).slice();
  }

  readWords(address: number, count: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, address, count).slice();
  }

  readBytes(address: number, count: number): Uint8Array {
    return this.bytes(address, count).slice();
  }

  /** @throws Error if a kernel has written outside the blocks. */
  check(): void {
    for (const { address, bytes } of this.blocks) {
      const before = this.bytes(address - GUARD, GUARD);
      const after = this.bytes(address + bytes, GUARD);
      if (![...before, ...after].every((byte) => byte === GUARD_BYTE)) {
        throw new Error(`a kernel wrote outside the block of ${bytes} bytes at ${address}`);
      }
    }
  }

  private view(address: number, count: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, count);
  }

  private bytes(address: number, count: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, address, count);
  }
}

/** (batch, features) → (packs, features, 8); lanes past the batch hold `spare`. */
export function toPacks(
  values: ArrayLike<number>,
  batch: number,
  features: number,
  spare: number,
): Float32Array {
  const packs = Math.ceil(batch / PACK);
  return Float32Array.from({ length: packs * features * PACK }, (_, i) => {
    const lane = i % PACK;
    const feature = Math.floor(i / PACK) % features;
    const image = Math.floor(i / (PACK * features)) * PACK + lane;
    return image < batch ? values[image * features + feature]! : spare;
  });
}

/** (packs, features, 8) → (batch, features) */
export function fromPacks(packed: Float32Array, batch: number, features: number): Float32Array {
  return Float32Array.from({ length: batch * features }, (_, i) => {
    const image = Math.floor(i / features);
    const pack = Math.floor(image / PACK);
    return packed[(pack * features + (i % features)) * PACK + (image % PACK)]!;
  });
}
