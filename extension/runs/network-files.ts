import type { Judged } from './notebook-files';
import type { NamedFile, Trained, Training } from './pytorch-files';
import type { Lesson } from '../formats/notebook/write-notebook';

/** What other programs take networks in. */
export const networkFormats = ['onnx', 'pytorch', 'notebook'] as const;
export type NetworkFormat = (typeof networkFormats)[number];

/** How the name of the first file ends. */
export const networkEndings: Readonly<Record<NetworkFormat, string>> = {
  onnx: 'onnx',
  pytorch: 'py',
  notebook: 'ipynb',
};

/** Whether a format takes several networks at once. */
export function takesSeveral(format: NetworkFormat): boolean {
  return format === 'notebook';
}

/** What a notebook tells of a run. */
export interface Told {
  /** How the weights that it comes with did, by network. */
  readonly results: ReadonlyMap<string, Judged['result']>;
  readonly losses: Lesson['losses'];
}

/**
 * Networks for another program: a file, and beside it what that needs.
 * @param networks one, where the format takes no more
 * @param name of the first file; the others are called after it
 * @param told asked for where it takes finding out
 */
export async function networkFiles(
  format: NetworkFormat,
  training: Training,
  networks: readonly Trained[],
  name: string,
  told: () => Promise<Told>,
): Promise<readonly NamedFile[]> {
  const [network] = networks;
  switch (format) {
    case 'onnx': {
      const { writeOnnx } = await import('../formats/onnx/write-onnx');
      const { model, weights } = network!;
      const { id, plan } = model;
      const { classes } = training.dataset;
      return [{ name, bytes: writeOnnx({ id, plan, weights, classes }) }];
    }
    case 'pytorch': {
      const { pytorchFiles } = await import('./pytorch-files');
      return pytorchFiles(training, network!, name);
    }
    case 'notebook': {
      const { notebookFiles } = await import('./notebook-files');
      const { results, losses } = await told();
      const judged = networks.map((one) => ({ ...one, result: results.get(one.model.id)! }));
      return notebookFiles(training, judged, losses, name);
    }
  }
}
