/** Entry of the export worker (`dist/export-worker.js`): one request, and the files that it is for. */
import { thisWorker } from '../platform/worker';
import { replyWith } from '#shared/requests';
import type { ExportRequest } from './export-networks';
import { savedNetworkFiles } from './saved-network-files';

const parent = thisWorker();

parent.onMessage((message) => {
  const { id, wanted } = message as ExportRequest;
  void replyWith(() => savedNetworkFiles(wanted)).then((reply) => {
    parent.post({ id, reply });
  });
});
