import { t } from '@vscode/l10n';
import type { DataSummary } from '#shared/data-summary';
import type { LoadProgress } from '#shared/load-progress';
import type { Reply } from '#shared/protocol/messages';
import { fromErrorData, inOneLine, LabError } from '../errors';
import { joinPath } from '../platform/files';
import { startWorker } from '../platform/worker';
import type { DataChoice } from './choice';
import type { SplitSource } from './load-split';

/** What the data worker is sent. */
export type DescribeRequest = SplitSource & { readonly data: DataChoice };

/** What a place holds: a data set, or the names of several, of which the choice names none. */
export type DataDescription = { readonly summary: DataSummary } | { readonly sets: string[] };

/** What the data worker says: how far it is, and in the end what it found. */
export type DescribeReply = { readonly progress: LoadProgress } | Reply<DataDescription>;

/** A data set that is being read. */
export interface Describing {
  /**
   * Null where it was given up. Rejects with a `LabError`: as `loadSplit`, and `engine` where the worker ends without a
   * word.
   */
  readonly description: Promise<DataDescription | null>;
  giveUp(): void;
}

/** Reads a data set as training would, in a worker of its own that ends with it. */
export function describeData(
  source: DescribeRequest,
  onProgress?: (progress: LoadProgress) => void,
): Describing {
  let giveUp = (): void => undefined;
  const description = new Promise<DataDescription | null>((resolve, reject) => {
    const worker = startWorker(joinPath(source.distFolder, 'data-worker.js'));
    giveUp = () => {
      resolve(null);
      void worker.terminate();
    };
    worker.onMessage((message) => {
      const reply = message as DescribeReply;
      if ('progress' in reply) {
        onProgress?.(reply.progress);
        return;
      }
      if ('ok' in reply) resolve(reply.ok);
      else reject(fromErrorData(reply.error));
      void worker.terminate();
    });
    worker.onExit((reason) => {
      // Whoever has an answer by now does not hear of it.
      reject(
        new LabError(
          'engine',
          t('The data could not be read to the end ({0}): try again.', inOneLine(reason)),
        ),
      );
    });
    worker.post(source);
  });
  return {
    description,
    giveUp: () => {
      giveUp();
    },
  };
}
