import { expect } from 'vitest';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { LabError } from '../../extension/errors';

export const CASES = Number(process.env.FUZZ_CASES ?? 100_000);
/** Milliseconds of a processor that no case may take longer; what hangs takes for ever. */
const LONGEST = 2000;
/** Bytes that a reader may hold on its way. */
const MOST = 2 ** 26;

export type Files = Readonly<Record<string, Uint8Array>>;

/** Bytes changed, cut, repeated, or put in from elsewhere: what transfers and tools do, and what harms. */
function damage(bytes: Uint8Array, draw: (below: number) => number): Uint8Array {
  let result = Uint8Array.from(bytes);
  for (let times = 1 + draw(3); times > 0; times--) {
    if (result.length === 0) break;
    const [from, other] = [draw(result.length), draw(result.length)];
    const length = 1 + draw(Math.min(16, result.length - from));
    switch (draw(6)) {
      case 0:
        result[from]! ^= 1 << draw(8);
        break;
      case 1:
        result.fill(draw(2) * 255, from, from + length);
        break;
      case 2:
        result = result.slice(0, from);
        break;
      case 3:
        result = Buffer.concat([result.subarray(0, from), result.subarray(from + length)]);
        break;
      case 4:
        result = Buffer.concat([result, result.subarray(from, from + length)]);
        break;
      default:
        result.copyWithin(other, from, from + length);
    }
  }
  return result;
}

/**
 * Reads files of which one is damaged, again and again: each ends in what was to be read or in one sentence, soon and
 * within the memory that it may take.
 * @param read gets the files, and the name of the only one that is not whole
 */
export async function fuzz(
  whole: Files,
  read: (files: Files, damaged?: string) => Promise<void>,
): Promise<void> {
  const random = xoroshiro128plus(16);
  const draw = (below: number): number => uniformInt(random, 0, below - 1);
  const names = Object.keys(whole);
  // Whole files load: what is refused is refused for its damage.
  await read(whole);
  let [refusals, longest, most] = [0, 0, 0];
  for (let i = 0; i < CASES; i++) {
    const name = names[draw(names.length)]!;
    const damaged = { ...whole, [name]: damage(whole[name]!, draw) };
    const began = process.cpuUsage();
    const before = process.memoryUsage().arrayBuffers;
    try {
      await read(damaged, name);
    } catch (error) {
      if (!(error instanceof LabError)) {
        const bytes = Buffer.from(damaged[name]!).toString('base64');
        throw new Error(`case ${i}, ${name}: ${bytes}`, { cause: error });
      }
      refusals++;
      expect(error.message).not.toMatch(/\n|undefined|\[object/);
    }
    const { user, system } = process.cpuUsage(began);
    longest = Math.max(longest, (user + system) / 1000);
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  expect(refusals).toBeGreaterThan(0);
  expect(longest).toBeLessThan(LONGEST);
  expect(most).toBeLessThan(MOST);
}
