import { t } from '@vscode/l10n';
import { inOneLine, LabError } from '../errors';
import { startWorker, workerScript } from '../platform/worker';
import { Requests } from '#shared/requests';
import type { NamedFile } from './pytorch-files';
import type { WantedNetworks } from './saved-network-files';

/** What the export worker is sent. */
export interface ExportRequest {
  readonly id: number;
  readonly wanted: WantedNetworks;
}

/**
 * Networks of a saved run for other programs. A worker of its own makes them, as a data set has to be read.
 * @param signal aborted with a `LabError` when nobody wants them any more
 * @throws LabError as `savedNetworkFiles`, and where the worker ends by itself
 */
export async function exportNetworks(
  wanted: WantedNetworks,
  signal?: AbortSignal,
): Promise<NamedFile[]> {
  const worker = startWorker(workerScript(wanted.config.distFolder, 'export-worker'));
  const requests = new Requests<WantedNetworks, NamedFile[]>((id, asked) => {
    worker.post({ id, wanted: asked } satisfies ExportRequest);
  });
  worker.onMessage((message) => {
    requests.receive(message as Parameters<typeof requests.receive>[0]);
  });
  worker.onExit((reason) => {
    requests.end(
      new LabError(
        'engine',
        t('The worker that exports networks ended ({0}): export them again.', inOneLine(reason)),
      ),
    );
  });
  try {
    return await requests.ask(wanted, signal);
  } finally {
    void worker.terminate();
  }
}
