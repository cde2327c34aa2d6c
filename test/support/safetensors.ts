import type { Tensor } from '../../extension/engine/api';
import { HEAD_BYTES } from '../../extension/formats/foreign';
import { toFloat32 } from '../../extension/formats/float-types';
import { headerEnd, invalidFile, readHeader } from '../../extension/formats/safetensors';

/** All float32 tensors of a whole file, whatever network they are of. @throws LabError that names it */
export function readSafetensors(bytes: Uint8Array, file: string): Tensor[] {
  const start = headerEnd(bytes.subarray(0, HEAD_BYTES), bytes.length, invalidFile(file));
  const entries = readHeader(bytes.subarray(0, start), bytes.length, invalidFile(file));
  return entries
    .filter(({ dtype }) => dtype === 'F32')
    .map(({ name, shape, begin, end }) => {
      const data = toFloat32(
        'F32',
        Uint8Array.from(bytes.subarray(start + begin, start + end)).buffer,
      );
      return { name, shape, data };
    });
}

/** What a file says of itself, read by the format's definition alone. */
export function readMetadata(file: Buffer): Record<string, string> {
  const length = Number(file.readBigUInt64LE());
  const header = JSON.parse(file.toString('utf8', 8, 8 + length)) as {
    __metadata__: Record<string, string>;
  };
  return header.__metadata__;
}
