import { t } from '@vscode/l10n';
import type { Tensor } from '../engine/api';
import { openRegularFile } from '../platform/regular-file';
import type { ModelSummary } from '#shared/protocol/events';
import { HEAD_BYTES } from './foreign';
import { headerEnd, invalidFile, readHeader, readTensors } from './safetensors';
import { checkWeights } from './weights';

/**
 * The weights of a network from a safetensors file, of which no more than the header is read, and no memory
 * taken, before it is known to hold them and nothing else.
 * @throws LabError `input` that names the file; Node's error or a `NotAFileError` if it cannot be read
 */
export async function readWeights(path: string, model: ModelSummary): Promise<Tensor[]> {
  const file = await openRegularFile(path);
  try {
    const bytes = file.bytes();
    const invalid = invalidFile(path);
    const header = new Uint8Array(headerEnd(await bytes.peek(HEAD_BYTES), file.size, invalid));
    await bytes.read(header);
    const entries = readHeader(header, file.size, invalid);
    checkWeights(entries, model, path);
    const content = new Uint8Array(file.size - header.length);
    const found = await bytes.read(content);
    if (found < content.length) throw invalid(t('it is cut short'));
    return readTensors(entries, content);
  } finally {
    await file.close();
  }
}
