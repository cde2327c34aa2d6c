import { type DatasetSource, readDatasetShape } from '../../data/load-dataset';
import type { Images } from '../../models/model';
import type { TrainingConfig } from '../../training/config';

/** What MNIST has, until a data set says otherwise. */
const MNIST: Images = { shape: [1, 28, 28], classes: 10 };

/** What networks are built for: the images and classes of data sets. */
export class DatasetImages {
  private readonly known = new Map<string, Promise<Images>>();
  private latest: Promise<Images> = Promise.resolve(MNIST);

  /** @param config null where the settings cannot be read: then what was asked for last still counts */
  of(config: TrainingConfig | null): Promise<Images> {
    if (config === null) return this.latest;
    const { data, classNames } = config;
    const source = JSON.stringify([data, classNames]);
    let images = this.known.get(source);
    if (images === undefined) {
      // The files that come with the extension need no reading to be known.
      const bundled = data === null && classNames.length === 0;
      images = bundled ? Promise.resolve(MNIST) : load(config);
      this.known.set(source, images);
    }
    this.latest = images;
    return images;
  }

  /** The files may have changed: they are read again when next asked for. */
  forget(): void {
    this.known.clear();
  }
}

async function load(source: DatasetSource): Promise<Images> {
  try {
    const { imageShape, classes } = await readDatasetShape(source);
    return { shape: imageShape, classes: classes.length };
  } catch {
    // Training will say what is wrong with the files.
    return MNIST;
  }
}
