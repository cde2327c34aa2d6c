import { t } from '@vscode/l10n';
import { createTarDecoder } from 'modern-tar';
import { LabError } from '../../errors';
import type { ByteReader } from '../../platform/byte-reader';
import { HeldFile } from '../../platform/held-file';
import type { RegularFile } from '../../platform/open-file';
import { unusable } from '../unusable';
import { MOST_FILES, tooLarge, tooMany } from './limits';
import { type DataFile, type DataTree, tidied } from './tree';

/**
 * A tar archive's files. It has no list of them, so it is read as a whole, and held.
 * @throws LabError `input` that names it
 */
export async function openTar(
  path: string,
  file: RegularFile,
  packed: boolean,
  limit: number,
): Promise<DataTree> {
  const files: DataFile[] = [];
  const room = new Room();
  let held = 0;
  const bytes = file.bytes({ gunzip: packed });
  try {
    const entries = streamOf(bytes).pipeThrough(createTarDecoder({ strict: true }));
    for await (const { header, body } of entries) {
      const wanted = header.type === 'file' && staysInside(header.name);
      if (wanted && (held += header.size) > limit) throw tooLarge(path, limit);
      const content = wanted ? room.take(header.size) : new Uint8Array();
      let filled = 0;
      for await (const piece of body) {
        if (!wanted) continue;
        content.set(piece, filled);
        filled += piece.length;
      }
      if (!wanted) continue;
      if (files.length === MOST_FILES) throw tooMany(path);
      const name = header.name.replace(/^(\.\/)+/, '');
      files.push(new Member(path, name, content));
    }
  } catch (error) {
    if (error instanceof LabError) throw error;
    throw unusable(
      path,
      t('it cannot be unpacked ({0})', error instanceof Error ? error.message : String(error)),
      t('Download or copy it again.'),
    );
  } finally {
    await file.close();
  }
  return { path, files: tidied(files), close: () => Promise.resolve() };
}

/** A file of the archive; what follows from others is not kept, for there may be a hundred thousand. */
class Member implements DataFile {
  constructor(
    private readonly archive: string,
    readonly name: string,
    private readonly content: Uint8Array,
  ) {}

  get path(): string {
    return `${this.archive}/${this.name}`;
  }

  open(signal?: AbortSignal): Promise<HeldFile> {
    return Promise.resolve(new HeldFile(this.content, signal));
  }
}

const ROOM = 2 ** 20;

/** Memory for contents, small ones side by side: each piece of its own takes 200 bytes more. */
class Room {
  private free: Uint8Array = new Uint8Array();

  take(size: number): Uint8Array {
    if (size > ROOM / 4) return new Uint8Array(size);
    if (size > this.free.length) this.free = new Uint8Array(ROOM);
    const taken = this.free.subarray(0, size);
    this.free = this.free.subarray(size);
    return taken;
  }
}

function streamOf(bytes: ByteReader): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull: async (controller) => {
      const piece = new Uint8Array(2 ** 16);
      const length = await bytes.read(piece);
      if (length === 0) controller.close();
      else controller.enqueue(piece.subarray(0, length));
    },
  });
}

/** Archives made to harm have names that lead out of them. Nothing is unpacked to a disk, but nor is such a name shown. */
function staysInside(name: string): boolean {
  return !/^([a-z]:|[\\/])/i.test(name) && !name.split(/[\\/]/).includes('..');
}
