import { t } from '@vscode/l10n';
import { pathOf } from '../data/choice';
import type { ImageSet } from '../data/dataset';
import { loadSplit } from '../data/load-split';
import type { Network } from '../engine/api';
import { LabError } from '../errors';
import { inputsOf, resolveModel } from '../models/model';
import type { Inspected } from './inspected';
import { readSavedWeights } from './saved-weights';
import type { InspectionConfig, InspectionSource } from './source';
import { Predictions } from './predictions';

/** Networks that only predict have no use for large batches. */
export const BATCH_SIZE = 128;

/** Networks of other runs on the engine of this one. */
export class Rivals {
  /** By plan: the engine gives no memory back, so one network serves all runs that trained its like. */
  private readonly networks = new Map<string, Network>();

  constructor(private readonly inspected: Inspected) {}

  /**
   * What another run's network makes of this run's test images.
   * @throws LabError `input` if it was tested on others, or is not there
   */
  async testPredictions(
    model: string,
    source: InspectionSource,
    signal: AbortSignal,
  ): Promise<Predictions> {
    const { config } = source;
    const { engine, images, parts } = this.inspected;
    if (!config.models.includes(model)) {
      throw new LabError(
        'input',
        t('The other run did not train "{0}": choose a network that both runs have.', model),
      );
    }
    await this.checkTestImages(config);
    const { plan, summary } = resolveModel(config.specs, model, {
      ...{ shape: images.shape, classes: images.classes, ...inputsOf(config) },
      ...(images.statistics === undefined ? {} : { statistics: images.statistics }),
    });
    const weights = await readSavedWeights(source, summary);
    const key = JSON.stringify(plan);
    let network = this.networks.get(key);
    if (network === undefined) {
      network = engine.addNetwork(plan, BATCH_SIZE, { seed: 0, stream: 0 });
      this.networks.set(key, network);
    }
    network.setWeights(weights);
    return Predictions.of(network, parts.test!.images, images.classes, signal);
  }

  /** A copy of the same files in another folder will do. */
  private async checkTestImages(config: InspectionConfig): Promise<void> {
    const { data, distFolder } = config;
    if (JSON.stringify(data) === JSON.stringify(this.inspected.data)) return;
    const { test } = await loadSplit(config);
    if (sameImages(test, this.inspected.parts.test!.set)) return;
    throw new LabError(
      'input',
      t(
        'The other run was tested on other images ({0}) than this one ({1}): choose a run on the same data set.',
        pathOf(data, distFolder),
        pathOf(this.inspected.data, distFolder),
      ),
    );
  }
}

function sameImages(a: ImageSet, b: ImageSet): boolean {
  return sameBytes(a.labels, b.labels) && sameBytes(a.images, b.images);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
