import type { PanelState, PictureKind } from '../../extension/protocol/messages';
import type { Look } from '../host';
import type { Theme } from '../render/theme';
import { confusionSvg } from './confusion';
import { curvesSvg } from './curves';
import { rasterize, toBase64 } from './rasterize';
import { strings } from './strings';

/** A picture of the run that is shown, as the base64 of a file; null while no run is shown. */
export async function drawPicture(
  picture: PictureKind,
  { run, shown, compared }: PanelState,
  look: Look,
  theme: Theme,
): Promise<string | null> {
  if (run === null) return null;
  const title = shown?.name ?? strings.title;
  switch (picture) {
    case 'curves.svg':
      return toBase64(curvesSvg(title, run, compared, look, theme));
    case 'curves.png':
      return rasterize(curvesSvg(title, run, compared, look, theme));
    case 'confusion.png':
      return rasterize(confusionSvg(title, run, theme));
  }
}
