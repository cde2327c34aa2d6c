import type { PictureKind, PictureSubject } from '#shared/protocol/messages';
import type { ViewState } from '../host';
import type { Theme } from '../render/theme';
import { confusionSvg } from './confusion';
import { curvesSvg } from './curves';
import { networksSvg } from './networks';
import { rasterize, toBase64 } from './rasterize';

/** A picture of a run, as the base64 of a file. Rejects where the browser cannot draw it. */
export async function drawPicture(
  picture: PictureKind,
  { name, run, compared }: PictureSubject,
  viewState: ViewState,
  theme: Theme,
): Promise<string> {
  switch (picture) {
    case 'curves.svg':
      return toBase64(curvesSvg(name, run, compared, viewState, theme));
    case 'curves.png':
      return rasterize(curvesSvg(name, run, compared, viewState, theme));
    case 'confusion.png':
      return rasterize(confusionSvg(name, run, theme));
    case 'networks.svg':
      return toBase64(networksSvg(name, run.run.models, theme));
  }
}
