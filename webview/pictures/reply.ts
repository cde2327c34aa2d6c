import { MAXIMUM_PICTURE, type Reply } from '#shared/protocol/messages';
import { formatCount } from '../format';
import { strings } from './strings';

/** The base64 of a picture for the host, or in words why it cannot have it. */
export async function replyOf(draw: () => Promise<string>): Promise<Reply<string>> {
  try {
    const data = await draw();
    if (data.length <= MAXIMUM_PICTURE) return { ok: data };
    return refusal(strings.tooLong(megabytes(data.length), megabytes(MAXIMUM_PICTURE)));
  } catch (error) {
    return refusal(strings.notDrawn(error instanceof Error ? error.message : String(error)));
  }
}

function refusal(message: string): Reply<string> {
  return { error: { kind: 'engine', message } };
}

/** Rounded up: what is over the limit reads as more than it. */
function megabytes(characters: number): string {
  return formatCount(Math.ceil(characters / 2 ** 20));
}
