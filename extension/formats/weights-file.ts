import { t } from '@vscode/l10n';
import type { Tensor } from '../engine/api';
import type { RegularFile } from '../platform/open-file';
import { openRegularFile } from '../platform/regular-file';
import type { ModelSummary } from '#shared/protocol/events';
import { type FloatType, toFloat32 } from './float-types';
import { HEAD_BYTES, recognise } from './foreign';
import { headerEnd, type Invalid, invalidFile, readHeader } from './safetensors';
import { fitWeights, type WeightTensor } from './weights';

/** The weights of a network, and what was made of the file that held them. */
export interface FoundWeights {
  readonly tensors: Tensor[];
  /** A sentence each, for the person to hear once. */
  readonly notes: readonly string[];
}

/**
 * The weights of a network from a file: safetensors, or a state dict that PyTorch saved. No more of it is read than says
 * what it holds, and no memory taken, before it is known to hold them; then no tensor but those.
 * @throws LabError `input` that names the file; Node's error or a `NotAFileError` if it cannot be read
 */
export async function readWeights(path: string, model: ModelSummary): Promise<FoundWeights> {
  const file = await openRegularFile(path);
  try {
    return await readOpenWeights(file, path, model);
  } finally {
    await file.close();
  }
}

/** The same of a file that has been opened. */
export async function readOpenWeights(
  file: RegularFile,
  path: string,
  model: ModelSummary,
): Promise<FoundWeights> {
  const { tensors, notes } = fitWeights(await openWeights(file, invalidFile(path)), model, path);
  const read: Tensor[] = [];
  for (const { name, found } of tensors) {
    const data = toFloat32(found.dtype as FloatType, await found.read());
    read.push({ name, shape: found.shape, data });
  }
  return { tensors: read, notes };
}

async function openWeights(file: RegularFile, invalid: Invalid): Promise<WeightTensor[]> {
  const head = await file.bytes().peek(HEAD_BYTES);
  if (recognise(head) !== 'zip') return openSafetensors(file, head, invalid);
  const { openStateDict } = await import('./state-dict/state-dict');
  return openStateDict(file, invalid);
}

async function openSafetensors(
  file: RegularFile,
  head: Uint8Array,
  invalid: Invalid,
): Promise<WeightTensor[]> {
  const start = headerEnd(head, file.size, invalid);
  const header = new Uint8Array(start);
  await file.readAt(0, header);
  return readHeader(header, file.size, invalid).map(({ name, dtype, shape, begin, end }) => ({
    ...{ name, dtype, shape },
    read: async () => {
      const bytes = new Uint8Array(end - begin);
      const found = await file.readAt(start + begin, bytes);
      if (found < bytes.length) throw invalid(t('it is cut short'));
      return bytes.buffer;
    },
  }));
}
