import { loadDataset } from '../data/dataset';
import type { Images } from '../models/model';
import type { TrainingConfig } from '../training/config';

/** What MNIST has, until a data set says otherwise. */
const MNIST: Images = { shape: [1, 28, 28], classes: 10 };

/** What the networks of the settings are built for: the images and classes of the chosen data set. */
export class DatasetImages {
  private source: string | null = null;
  private loading: Promise<Images> = Promise.resolve(MNIST);

  /** @param config null where the settings cannot be read: then what was known last still counts */
  of(config: TrainingConfig | null): Promise<Images> {
    if (config === null) return this.loading;
    const { dataFolder, classNames, distFolder } = config;
    const source = JSON.stringify([dataFolder, classNames]);
    if (source !== this.source) {
      this.source = source;
      // The files that come with the extension need no reading to be known.
      const bundled = dataFolder.startsWith(distFolder) && classNames.length === 0;
      this.loading = bundled ? Promise.resolve(MNIST) : load(dataFolder, classNames);
    }
    return this.loading;
  }

  /** The files may have changed: they are read again when next asked for. */
  forget(): void {
    this.source = null;
  }
}

async function load(folder: string, classNames: readonly string[]): Promise<Images> {
  try {
    const { imageShape, classes } = await loadDataset(folder, classNames);
    return { shape: imageShape, classes: classes.length };
  } catch {
    // Training will say what is wrong with the files.
    return MNIST;
  }
}
