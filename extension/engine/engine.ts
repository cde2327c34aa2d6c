import { LabError } from '../errors';
import type { Engine, EngineOptions } from './network-plan';

/**
 * Loads the best variant that this machine can run and starts its threads.
 * @throws LabError `engine` when WASM memory cannot be reserved or a variant is missing.
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  throw new LabError('engine', `not yet ${options.simd}`);
}
