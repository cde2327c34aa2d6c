import { t } from '@vscode/l10n';
import { LabError } from '../errors';

const PAGE = 65536;
/** A cache line: no two threads write to one, and every vector is aligned. */
const ALIGNMENT = 64;

/**
 * Hands out pieces of one WebAssembly memory, growing it as needed. Nothing is given back: an engine
 * lives as long as one run. Views must be taken anew after each allocation, which may replace the
 * buffer.
 */
export class Arena {
  /** The first page belongs to the constants of the compiled module. */
  private next = PAGE;

  constructor(readonly memory: WebAssembly.Memory) {}

  /**
   * Reserves zeroed bytes and returns their address.
   * @throws LabError `engine` when the memory cannot grow that far.
   */
  allocate(bytes: number): number {
    const address = this.next;
    const end = Math.ceil((address + bytes) / ALIGNMENT) * ALIGNMENT;
    const missing = Math.ceil((end - this.memory.buffer.byteLength) / PAGE);
    if (missing > 0) {
      try {
        this.memory.grow(missing);
      } catch {
        const megabytes = Math.ceil(end / 1e6);
        throw new LabError(
          'engine',
          t(
            'WebAssembly memory cannot grow to {0} MB here: raise the limit (see "ulimit -v"), or choose fewer networks, a smaller batch size or fewer threads.',
            megabytes,
          ),
        );
      }
    }
    this.next = end;
    return address;
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
