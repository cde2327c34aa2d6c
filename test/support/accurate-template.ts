import { pathContext } from '../../extension/settings/paths';
import { readSettings, toConfig } from '../../extension/settings/read';
import { startTraining } from '../../extension/training/session';
import { templates } from '../../extension/vscode/settings/templates';
import type { EvaluationEvent } from '../../extension/shared/protocol/events';

/** What its description asks for. */
const EPOCHS = 12;
const BATCH = 128;
const ID = 'cnn-accurate';

/**
 * Trains the template that is there for accuracy on MNIST, on two threads.
 * @param distFolder of the build
 * @returns how it does on the test images, which it sees this once
 */
export async function trainAccurate(
  distFolder: string,
  seed: number,
  epochs = EPOCHS,
): Promise<EvaluationEvent> {
  const spec = templates.find(({ id }) => id === ID)!.spec('');
  const settings = readSettings({
    models: { [ID]: spec },
    networks: [ID],
    epochs,
    batchSize: BATCH,
    sampling: 'shuffle',
    evaluateEachEpoch: false,
    threads: 2,
    seed,
  });
  let result: EvaluationEvent | undefined;
  const config = toConfig(settings, distFolder, pathContext(null));
  await startTraining(config, (events) => {
    result = events.find((event) => event.type === 'evaluation') ?? result;
  }).finished;
  return result!;
}
