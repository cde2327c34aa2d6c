import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { Arena } from '../../extension/kernels/arena';
import { instantiateKernels, loadVariant } from '../../extension/kernels/variant';
import { builtFolder } from '../support/dist';

const PAGE = 65536;
const RealMemory = WebAssembly.Memory;

/** A machine, such as a phone, that reserves no more than so many pages. */
function giveNoMoreThan(pages: number): void {
  class SmallMemory extends RealMemory {
    constructor(descriptor: ConstructorParameters<typeof RealMemory>[0]) {
      if (descriptor.maximum > pages) throw new RangeError('could not allocate memory');
      super(descriptor);
    }
  }
  vi.stubGlobal('WebAssembly', { ...webAssembly(), Memory: SmallMemory });
}

/** Its members, which a copy by `...` leaves out. */
function webAssembly(): typeof WebAssembly {
  return Object.fromEntries(
    Object.getOwnPropertyNames(WebAssembly).map((name) => [
      name,
      (WebAssembly as unknown as Record<string, unknown>)[name],
    ]),
  ) as unknown as typeof WebAssembly;
}

const load = (shared: boolean) => loadVariant(join(builtFolder(), 'wasm'), 'portable', shared);

afterEach(() => {
  vi.unstubAllGlobals();
});

test.each([false, true])(
  'where 4 GB of addresses cannot be had, the kernels work in fewer (shared: %s)',
  async (shared) => {
    giveNoMoreThan(20_000);
    const { module, memory } = await load(shared);
    const { CONTROL_BYTES } = await instantiateKernels(module, memory);
    expect(CONTROL_BYTES.value).toBeGreaterThan(0);
    const arena = new Arena(memory);
    arena.allocate(500 * PAGE);
    // What does not fit is refused in words.
    expect(() => arena.allocate(20_000 * PAGE)).toThrow(/cannot grow to 1344 MB here/);
  },
);

test('where hardly any can be had, that is said in words', async () => {
  giveNoMoreThan(1_000);
  await expect(load(false)).rejects.toMatchObject({
    kind: 'engine',
    message: expect.stringContaining('could not allocate memory') as string,
  });
});
