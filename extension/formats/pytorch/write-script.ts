import type { Model } from '../../models/model';
import { version } from '../../version';
import { className, networkClass } from './network-class';
import type { Recipe } from './recipe';
import {
  batches,
  constants,
  evaluate,
  imports,
  loadData,
  loadWeights,
  main,
  processes,
  report,
  train,
} from './sections';

/** Files that lie beside a script, by their names. */
export interface ScriptFiles {
  /** The script's own. */
  readonly script: string;
  readonly weights: string;
  /** Indices of the images of each batch; null where they need no drawing. */
  readonly batches: string | null;
}

/**
 * A Python script that trains and judges a network in PyTorch as it was trained here, alone or in many processes.
 * It needs torch and numpy.
 */
export function writeScript(model: Model, recipe: Recipe, files: ScriptFiles): string {
  const name = className(model.id);
  const head = [introduction(model, recipe, files), imports, '', constants(recipe), '', processes];
  const parts = [
    head.join('\n'),
    loadData(recipe),
    networkClass(model, name),
    loadWeights,
    batches(recipe),
    evaluate,
    train(recipe),
    report,
    main(recipe, name),
  ];
  return `${parts.join('\n\n\n')}\n`;
}

function introduction(
  { id }: Model,
  { batchSize, data }: Recipe,
  { script, weights, batches: drawn }: ScriptFiles,
): string {
  const uses: (readonly [command: string, does: string])[] = [[`python ${script}`, 'trains anew']];
  if (drawn !== null) {
    uses.push([`python ${script} --batches ${drawn}`, 'on the batches of MNIST Lab']);
  }
  uses.push(
    [`python ${script} --weights ${weights} --epochs 0`, 'judges the weights of MNIST Lab'],
    [`torchrun --nproc-per-node 4 ${script}`, `in 4 processes of ${batchSize} images`],
  );
  const width = Math.max(...uses.map(([command]) => command.length));
  const lines = uses.map(([command, does]) => `    ${command.padEnd(width)}  ${does}`);
  const images = data.type === 'idx' ? "MNIST's four files (in DATA, or in --data DIR)" : data.file;
  return `"""The network ${id} of MNIST Lab ${version} in PyTorch.

${lines.join('\n').replaceAll('\\', '\\\\').replaceAll('"', '\\"')}

It needs torch, numpy and ${images}, and takes a GPU for each process where there is one.
"""`;
}
