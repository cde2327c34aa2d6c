import { LabError } from '#shared/errors';
import { formatCount } from '#shared/format';
import { MAXIMUM_PICTURE } from '#shared/protocol/messages';
import { strings } from './strings';

/** Characters of a browser's reason: with more the reply itself could not be passed on. */
const MAXIMUM_REASON = 500;

/**
 * The base64 of a picture, if it can be passed on.
 * @throws LabError with why the host cannot have it
 */
export async function passable(draw: () => Promise<string>): Promise<string> {
  let data: string;
  try {
    data = await draw();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LabError('engine', strings.notDrawn(reason.slice(0, MAXIMUM_REASON)));
  }
  if (data.length <= MAXIMUM_PICTURE) return data;
  throw new LabError('engine', strings.tooLong(megabytes(data.length), megabytes(MAXIMUM_PICTURE)));
}

/** Rounded up: what is over the limit reads as more than it. */
function megabytes(characters: number): string {
  return formatCount(Math.ceil(characters / 2 ** 20));
}
