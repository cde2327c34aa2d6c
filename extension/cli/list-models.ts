import { compareParameters } from '../models/comparison';
import { notebookModels } from '../models/notebook';
import { summarizeModel } from '../models/summary';
import { modelLine } from './json-output';
import { terminalStyle } from './terminal/style';
import { modelTables } from './terminal/models';

/** Prints the networks: tables for people, or a JSON object a line. */
export function listModels({ json }: { json: boolean }): void {
  const models = notebookModels.map((spec) => summarizeModel(spec, spec.input_shape));
  if (json) {
    for (const model of models) process.stdout.write(`${JSON.stringify(modelLine(model))}\n`);
    return;
  }
  const style = terminalStyle(process.stdout, process.env);
  const lines = modelTables(models, compareParameters(models), style);
  process.stdout.write(`${lines.join('\n')}\n`);
}
