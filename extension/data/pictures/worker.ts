/** Entry of a thread that reads pictures (`dist/picture-worker.js`). */
import { thisWorker } from '../../platform/worker';
import { replyWith } from '#shared/requests';
import type { PictureAnswer, PictureReply, PictureRequest } from './threads';
import { PictureReader } from './reader';

const parent = thisWorker();
/** All tasks name the same folder; it keeps what it has loaded from there. */
let reader: PictureReader | undefined;

async function answer({ id, codecFolder, task }: PictureRequest): Promise<void> {
  const kept = (reader ??= new PictureReader(codecFolder));
  const reply = await replyWith<PictureAnswer>(() => kept.do(task));
  const moved = 'ok' in reply && 'pixels' in reply.ok ? [reply.ok.pixels.buffer] : [];
  parent.post({ id, reply } satisfies PictureReply, moved);
}

parent.onMessage((message) => {
  void answer(message as PictureRequest);
});
