import { loadSplit } from '../data/load-split';
import { summarise } from '../data/summary';
import type { Command } from './arguments';
import { dataTable } from './terminal/data';
import { terminalStyle } from './terminal/style';
import { visible } from './visible';

/**
 * Prints what a data set holds, as training would see it: a table for people, or a JSON object.
 * @throws LabError when it cannot be read
 */
export async function showData({
  config,
  json,
}: Extract<Command, { type: 'data' }>): Promise<void> {
  const summary = summarise(await loadSplit(config));
  if (json) {
    process.stdout.write(`${visible(JSON.stringify({ type: 'data', ...summary }))}\n`);
    return;
  }
  const style = terminalStyle(process.stdout, process.env);
  process.stdout.write(`${dataTable(visible(summary), style).join('\n')}\n`);
}
