import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Neighbouring seeds give related first numbers; they have parted after these. */
const WARM_UP = 32;

/** A random generator. @param seed 32 bits */
export function generatorOf(seed: number): ReturnType<typeof xoroshiro128plus> {
  const random = xoroshiro128plus(seed | 0);
  for (let i = 0; i < WARM_UP; i++) random.next();
  return random;
}
