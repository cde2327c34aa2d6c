import { type Images, inputsOf, resolveModels } from '../../models/model';
import type { ModelSummary } from '#shared/protocol/events';
import { type RecordedConfig, fromRecorded } from '../../runs/record';
import type { TrainingConfig } from '../../training/config';
import { DatasetImages } from './dataset-images';
import { mergeLevels } from './levels';
import { MODELS, NETWORKS, settingLevels } from './model-settings';
import { readConfig } from './settings';
import { untrainedModels } from './untrained';

/** What the settings choose now: networks, and the images that they are built for. */
export class SettingsModels {
  private readonly datasetImages = new DatasetImages();

  constructor(private readonly distFolder: string) {}

  images(): Promise<Images> {
    return this.datasetImages.of(this.config());
  }

  /** The images that a run of the history was about. */
  imagesOf(config: RecordedConfig): Promise<Images> {
    return this.datasetImages.of(fromRecorded(config, this.distFolder));
  }

  /** None where the settings cannot be used. */
  async summaries(): Promise<readonly ModelSummary[]> {
    const config = this.config();
    if (config === null) return [];
    const images = { ...(await this.images()), ...inputsOf(config) };
    try {
      return resolveModels(config.specs, config.models, images).map(({ summary }) => summary);
    } catch {
      // Training will say what is wrong with the networks.
      return [];
    }
  }

  /** Those that settings hold besides what they choose. */
  untrained(): readonly string[] {
    return untrainedModels(settingLevels(MODELS), mergeLevels(settingLevels(NETWORKS)));
  }

  /** The files of data sets may have changed: they are read again when next asked for. */
  forgetImages(): void {
    this.datasetImages.forget();
  }

  private config(): TrainingConfig | null {
    try {
      return readConfig(this.distFolder);
    } catch {
      // Training will say what is wrong with the settings.
      return null;
    }
  }
}
