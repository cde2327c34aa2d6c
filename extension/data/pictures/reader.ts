import { t } from '@vscode/l10n';
import { LabError } from '../../errors';
import { whyUnreadable } from '../../platform/file-problems';
import { readBytesSoon } from '../../platform/files';
import { turnAfter } from '../../platform/turn';
import { type ImageShape, sizeOf } from '#shared/image-shape';
import { PictureDecoder, readPictureHeader } from './decode';
import { type Picture, type PictureHeader, unreadable } from './picture';
import { greyOf, resize, toPlanes } from './resize';

/** The bytes of a file with a picture; its path where it lies on a disk; or why neither can be had. */
export type PictureSource = Uint8Array | string | { readonly problem: string };

/** What is wrong with some of the pictures, by their places among them; to stand after a colon. */
export type Problems = readonly (readonly [index: number, reason: string])[];

/** What pictures are like. */
export interface Looks {
  /** (H, W) of each; null where there is a problem. */
  readonly sizes: readonly (readonly [number, number] | null)[];
  readonly problems: Problems;
  /** One has colours; false also where nobody asked. */
  readonly colored: boolean;
}

/** Pictures as images of a data set. */
export interface Images {
  /** (count, C, H, W); what has a problem is black. */
  readonly pixels: Uint8Array<ArrayBuffer>;
  readonly problems: Problems;
}

/** Work on some pictures. Plain data: it is sent to threads as it is. */
export type PictureTask =
  | { readonly type: 'look'; readonly sources: readonly PictureSource[]; readonly colors: boolean }
  | {
      readonly type: 'read';
      readonly sources: readonly PictureSource[];
      readonly shape: ImageShape;
    };

/** Bytes of the largest file: a camera's have fewer. */
export const MOST_BYTES = 2 ** 27;
/** Nearly all headers lie within so many bytes of a file. */
const HEAD_BYTES = 2 ** 16;
/** Milliseconds after which a thread that does this beside other work looks for that. */
const TURN = 20;

/** Reads pictures in the thread that it is in. */
export class PictureReader {
  private readonly decoder: PictureDecoder;

  /** @param codecFolder see `Codecs` */
  constructor(codecFolder: string) {
    this.decoder = new PictureDecoder(codecFolder);
  }

  do(task: PictureTask, signal?: AbortSignal): Promise<Looks | Images> {
    return task.type === 'look'
      ? this.look(task.sources, task.colors, signal)
      : this.read(task.sources, task.shape, signal);
  }

  /** Sizes, for which headers do, and colours where they are asked for: pixels tell, if the header leaves them room. */
  private async look(
    sources: readonly PictureSource[],
    colors: boolean,
    signal?: AbortSignal,
  ): Promise<Looks> {
    const sizes: ([number, number] | null)[] = sources.map(() => null);
    let colored = false;
    const problems = await this.each(sources, signal, async (source, index) => {
      const { height, width, grey } = await headerOf(source);
      sizes[index] = [height, width];
      if (!colors || colored || grey === true) return;
      const picture = await this.decoder.decode(await bytesOf(source));
      colored = picture.channels > 1;
    });
    return { sizes, problems, colored };
  }

  private async read(
    sources: readonly PictureSource[],
    shape: ImageShape,
    signal?: AbortSignal,
  ): Promise<Images> {
    const size = sizeOf(shape);
    const pixels = new Uint8Array(sources.length * size);
    const problems = await this.each(sources, signal, async (source, index) => {
      pixels.set(imageOf(await this.decoder.decode(await bytesOf(source)), shape), index * size);
    });
    return { pixels, problems };
  }

  private async each(
    sources: readonly PictureSource[],
    signal: AbortSignal | undefined,
    use: (source: PictureSource, index: number) => Promise<void>,
  ): Promise<Problems> {
    const problems: [number, string][] = [];
    const turn = turnAfter(TURN);
    for (const [index, source] of sources.entries()) {
      await turn();
      signal?.throwIfAborted();
      try {
        await use(source, index);
      } catch (error) {
        if (!(error instanceof LabError)) throw error;
        problems.push([index, error.message]);
      }
    }
    return problems;
  }
}

async function headerOf(source: PictureSource): Promise<PictureHeader> {
  const head = await bytesOf(source, HEAD_BYTES);
  try {
    return readPictureHeader(head);
  } catch (error) {
    // What a camera notes before it may be longer.
    if (head.length < HEAD_BYTES) throw error;
    return readPictureHeader(await bytesOf(source));
  }
}

/** @param most bytes of the beginning, where not all are wanted */
async function bytesOf(source: PictureSource, most = MOST_BYTES + 1): Promise<Uint8Array> {
  const bytes = typeof source === 'string' ? await fileBytes(source, most) : source;
  if (!(bytes instanceof Uint8Array)) throw unreadable(bytes.problem);
  if (bytes.length > MOST_BYTES) throw tooLarge();
  return bytes;
}

async function fileBytes(path: string, most: number): Promise<Uint8Array> {
  try {
    return await readBytesSoon(path, most);
  } catch (error) {
    throw unreadable(whyUnreadable(error));
  }
}

/** What a file is refused with that has more than `MOST_BYTES`. */
export function tooLarge(): LabError {
  return unreadable(t('it is too large'));
}

/** (C, H, W) */
function imageOf(picture: Picture, [channels, height, width]: ImageShape): Uint8Array {
  const grey: Picture =
    channels === 1 ? { ...picture, channels: 1, pixels: greyOf(picture) } : picture;
  const planes = toPlanes(resize(grey, width, height));
  if (grey.channels === channels) return planes;
  const image = new Uint8Array(channels * planes.length);
  for (let c = 0; c < channels; c++) image.set(planes, c * planes.length);
  return image;
}
