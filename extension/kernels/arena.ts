import { noMoreMemory } from '../platform/lacking';

const PAGE = 65536;
/** A cache line: no two threads write to one, and every vector is aligned. */
const ALIGNMENT = 64;

/** What memory is for, as a person would be told of it. */
export type Purpose =
  'images' | 'parameters' | 'gradients' | 'optimizer' | 'activations' | 'statistics' | 'tables';

/** Hands out memory, or only counts it. */
export interface Reserve {
  /** Bytes that are zero, and stay so until all is reserved. */
  allocate(bytes: number, purpose: Purpose): number;
  /** A struct, which may be filled and asked about at once. */
  struct(bytes: number): number;
}

/**
 * Hands out pieces of one WebAssembly memory, growing it as needed. Nothing is given back: an engine
 * lives as long as one run. Views must be taken anew after each allocation, which may replace the
 * buffer.
 */
export class Arena implements Reserve {
  /** The first page belongs to the constants of the compiled module. */
  private next = PAGE;

  constructor(readonly memory: WebAssembly.Memory) {}

  /** Bytes handed out so far. */
  get used(): number {
    return this.next - PAGE;
  }

  /**
   * Reserves zeroed bytes and returns their address.
   * @throws LabError `engine` when the memory cannot grow that far.
   */
  allocate(bytes: number): number {
    const address = this.next;
    const end = address + aligned(bytes);
    const missing = Math.ceil((end - this.memory.buffer.byteLength) / PAGE);
    if (missing > 0) {
      try {
        this.memory.grow(missing);
      } catch {
        const megabytes = Math.ceil(end / 1e6);
        throw noMoreMemory(megabytes);
      }
    }
    this.next = end;
    return address;
  }

  struct(bytes: number): number {
    return this.allocate(bytes);
  }

  /** What `work` allocates is given back, zeroed, when it is done. */
  borrow<T>(work: () => T): T {
    const start = this.next;
    try {
      return work();
    } finally {
      this.bytes(start, this.next - start).fill(0);
      this.next = start;
    }
  }

  floats(address: number, count: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, count);
  }

  doubles(address: number, count: number): Float64Array {
    return new Float64Array(this.memory.buffer, address, count);
  }

  words(address: number, count: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, address, count);
  }

  bytes(address: number, count: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, address, count);
  }
}

/** Counts what an arena would hand out. Structs are real: kernels are asked about what is in them. */
export class CountingArena implements Reserve {
  readonly bytes = new Map<Purpose, number>();

  constructor(private readonly real: Arena) {}

  get total(): number {
    return [...this.bytes.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  allocate(bytes: number, purpose: Purpose): number {
    this.bytes.set(purpose, (this.bytes.get(purpose) ?? 0) + aligned(bytes));
    return 0;
  }

  struct(bytes: number): number {
    this.allocate(bytes, 'tables');
    return this.real.allocate(bytes);
  }
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
