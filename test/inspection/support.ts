import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dataAt } from '../../extension/data/choice';
import type { InspectionSource } from '../../extension/inspection/session';
import { resolveModel } from '../../extension/models/model';
import type { TrainingEvent } from '#shared/protocol/events';
import type { TrainingConfig } from '../../extension/training/config';
import { startTraining } from '../../extension/training/session';
import { builtFolder } from '../support/dist';
import { MNIST } from '../support/models';
import { normalizePixels } from '../support/reference';
import { ReferenceNetwork, toParameters } from '../support/reference-network';
import { readSafetensors } from '../support/safetensors';
import { testConfig } from '../training/support';

/** A run of the notebook's smaller and larger network on images of 28×28 in a folder. */
export function inspectionConfig(
  dataFolder: string,
  change: Partial<TrainingConfig> = {},
): TrainingConfig {
  const models = ['mlp', 'cnn-big'];
  const distFolder = builtFolder();
  return {
    ...testConfig,
    models,
    epochs: 2,
    batchSize: 40,
    data: dataAt(dataFolder),
    distFolder,
    ...change,
  };
}

/** Trains, and gives what is left of the run, with its events. */
export async function trainRun(
  config: TrainingConfig,
  weightsFolder: string,
): Promise<{ source: InspectionSource; events: TrainingEvent[] }> {
  const events: TrainingEvent[] = [];
  await startTraining({ ...config, save: weightsFolder }, (batch) => events.push(...batch))
    .finished;
  return { source: { config, weightsFolder }, events };
}

export interface Prediction {
  readonly predicted: number;
  readonly sure: number;
}

/** The test images of a folder, and what a saved network makes of them in float64. */
export class SavedNetwork {
  private known: readonly Prediction[] | undefined;

  private constructor(
    private readonly network: ReferenceNetwork,
    private readonly parameters: ReturnType<typeof toParameters>,
    readonly images: Uint8Array,
    readonly labels: Uint8Array,
  ) {}

  static async of(
    { config, weightsFolder }: InspectionSource,
    model: string,
  ): Promise<SavedNetwork> {
    const read = (name: string): Promise<Buffer> => readFile(join(config.data!.path, name));
    const tensors = readSafetensors(
      await readFile(join(weightsFolder, `${model}.safetensors`)),
      model,
    );
    return new SavedNetwork(
      new ReferenceNetwork(resolveModel(config.specs, model, MNIST).plan),
      toParameters(tensors),
      (await read('t10k-images-idx3-ubyte')).subarray(16),
      (await read('t10k-labels-idx1-ubyte')).subarray(8),
    );
  }

  pixels(image: number): Uint8Array {
    return this.images.subarray(image * 784, (image + 1) * 784);
  }

  probabilities(pixels: Uint8Array): Float64Array {
    return this.network.predict(this.parameters, normalizePixels(pixels), 1);
  }

  outputs(pixels: Uint8Array): Float64Array[] {
    return this.network.outputs(this.parameters, normalizePixels(pixels), 1);
  }

  /** The class that each test image is taken for, and how sure the network is of it. */
  predictions(): readonly Prediction[] {
    // A few seconds of float64 for a thousand images.
    this.known ??= Array.from(this.labels, (_, image) => {
      const probabilities = this.probabilities(this.pixels(image));
      const sure = Math.max(...probabilities);
      return { predicted: probabilities.indexOf(sure), sure };
    });
    return this.known;
  }
}
