import { t } from '@vscode/l10n';
import { PictureDecoder } from '../data/pictures/decode';
import { preparePicture } from '../data/pictures/own-picture';
import type { Picture } from '../data/pictures/picture';
import { resize, toPlanes } from '../data/pictures/resize';
import { type Style, styleOf } from '../data/pictures/style';
import { LabError } from '../errors';
import type { PreparedPicture } from '#shared/protocol/questions';
import type { Inspected } from './inspected';

/** Pixels of the longer side of a picture beside what was made of it. */
const SHOWN = 160;

/** Makes images of the data set out of a person's pictures. */
export class OwnPictures {
  private readonly decoder: PictureDecoder;
  private style: Style | undefined;

  constructor(private readonly inspected: Inspected) {
    this.decoder = new PictureDecoder(inspected.codecFolder);
  }

  /**
   * @param file base64 of a whole file, in any of the forms that `PictureDecoder` reads
   * @throws LabError `input` for what is no picture, or holds nothing
   */
  async prepare(file: string): Promise<PreparedPicture> {
    const picture = await this.decode(Uint8Array.from(atob(file), (byte) => byte.charCodeAt(0)));
    const { pixels, steps } = preparePicture(picture, this.inspected.images.shape, this.styles());
    const scale = Math.min(1, SHOWN / Math.max(picture.width, picture.height));
    const shown = resize(
      picture,
      Math.max(1, Math.round(picture.width * scale)),
      Math.max(1, Math.round(picture.height * scale)),
    );
    const original: PreparedPicture['original'] = {
      shape: [shown.channels, shown.height, shown.width],
      pixels: Array.from(toPlanes(shown)),
    };
    return { pixels: Array.from(pixels), original, steps };
  }

  private async decode(file: Uint8Array): Promise<Picture> {
    try {
      return await this.decoder.decode(file);
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      const reason = error.message;
      throw new LabError('input', t('This picture cannot be read: {0}. Choose another.', reason));
    }
  }

  /** What grey images have in common; any other picture is taken whole. */
  private styles(): Style {
    const { images, parts } = this.inspected;
    const [channels, height, width] = images.shape;
    const { images: bytes, count } = (parts.test ?? parts.validation)!.set;
    this.style ??=
      channels === 1 ? styleOf(bytes, count, [height, width]) : { paper: null, strokes: null };
    return this.style;
  }
}
