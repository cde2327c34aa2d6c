import { readDatasetShape } from '../data/load-dataset';
import { compareParameters } from '../models/comparison';
import { inputsOf, resolveModels } from '../models/model';
import type { ConfiguredCommand } from './arguments';
import { modelLine } from './json-output';
import { modelTables } from './terminal/models';
import { terminalStyle } from './terminal/style';
import { visible } from './visible';

/**
 * Prints the networks as they are for the chosen data set: tables for people, or a JSON object a line.
 * @throws LabError when the data set cannot be read or a network does not fit it
 */
export async function listModels({ config, json }: ConfiguredCommand): Promise<void> {
  const { imageShape, classes } = await readDatasetShape(config);
  const images = { shape: imageShape, classes: classes.length, ...inputsOf(config) };
  const models = resolveModels(config.specs, config.models, images).map(({ summary }) => summary);
  if (json) {
    for (const model of models)
      process.stdout.write(`${visible(JSON.stringify(modelLine(model)))}\n`);
    return;
  }
  const style = terminalStyle(process.stdout, process.env);
  const lines = modelTables(visible(models), compareParameters(models), style);
  process.stdout.write(`${lines.join('\n')}\n`);
}
