import { t } from '@vscode/l10n';
import { loadSplit } from '../data/load-split';
import { LabError } from '../errors';
import { changeOf } from '../inspection/changed-data';
import { readSavedWeights } from '../inspection/saved-weights';
import { resolveModel } from '../models/model';
import type { WeightsKind } from '#shared/protocol/events';
import type { RunState } from '#shared/run-state';
import { usualWeights } from '#shared/weights';
import { settingName } from '../setting-names';
import type { TrainingConfig } from '../training/config';
import { trainingImages } from '../training/images';
import { networkEndings, networkFiles, type NetworkFormat, takesSeveral } from './network-files';
import type { NamedFile, Trained } from './pytorch-files';

/** Which networks of a saved run are wanted, and in what. Plain data: it is sent to a worker as it is. */
export interface WantedNetworks {
  readonly config: TrainingConfig;
  readonly weightsFolder: string;
  /** In formats of one network: several come with those that the run's figures are of. */
  readonly weights: WeightsKind;
  /** What the run has told of itself. */
  readonly state: Pick<RunState, 'run' | 'epochs' | 'evaluations'>;
  /** Their ids. */
  readonly networks: readonly string[];
  readonly formats: readonly NetworkFormat[];
  /** What files are called: before the network's id. */
  readonly stem: string;
}

/**
 * Networks of a saved run for other programs, by the data that it was trained on.
 * @throws LabError `input` where data or weights are not there any more, or other than they were
 */
export async function savedNetworkFiles(wanted: WantedNetworks): Promise<NamedFile[]> {
  const { config, state, formats, stem } = wanted;
  const dataset = await loadSplit(config);
  const changed = await changeOf(state.run.dataset, dataset);
  if (changed !== null) {
    throw new LabError(
      'input',
      t(
        'The images in {0} are not those of this run: {1}. Put them back as they were to export its networks, which need what is known of them.',
        config.data?.path ?? 'MNIST',
        changed,
      ),
      settingName('data'),
    );
  }
  const images = trainingImages(dataset, config);
  const models = wanted.networks.map((id) => resolveModel(config.specs, id, images));
  const trained = (weights: WeightsKind): Promise<Trained[]> =>
    Promise.all(
      models.map(async (model) => ({
        model,
        weights: await readSavedWeights({ ...wanted, weights }, model.summary),
      })),
    );
  const told = () =>
    Promise.resolve({
      results: new Map(Object.entries(state.evaluations)),
      losses: state.epochs.map(({ losses }) => losses),
    });
  const files: NamedFile[] = [];
  const write = async (format: NetworkFormat, networks: Trained[], name: string): Promise<void> => {
    const file = `${name}.${networkEndings[format]}`;
    files.push(...(await networkFiles(format, { config, dataset }, networks, file, told)));
  };
  for (const format of formats) {
    if (takesSeveral(format)) {
      await write(format, await trained(usualWeights(config)), stem);
    } else {
      for (const one of await trained(wanted.weights)) {
        await write(format, [one], `${stem}-${one.model.id}`);
      }
    }
  }
  return files;
}
