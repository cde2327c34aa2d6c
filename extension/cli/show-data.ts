import type { DataSummary, PartSummary } from '#shared/data-summary';
import { type DataPart, dataParts } from '#shared/part';
import { loadSplit } from '../data/load-split';
import { summarise } from '../data/summary';
import { type LoadProgress, loadProgressText } from '#shared/load-progress';
import type { ConfiguredCommand } from './arguments';
import { cut } from './terminal/columns';
import { dataTable } from './terminal/data';
import { PassingLine } from './terminal/passing-line';
import { terminalStyle } from './terminal/style';
import { visible } from './visible';

/**
 * Prints what a data set holds, as training would see it: a table for people, or a JSON object.
 * @throws LabError when it cannot be read
 */
export async function showData({ config, json }: ConfiguredCommand): Promise<void> {
  const line = new PassingLine(process.stderr);
  const onProgress = (progress: LoadProgress): void => {
    line.draw((columns) => cut(loadProgressText(progress), columns - 1), false);
  };
  const dataset = await loadSplit(config, undefined, onProgress).finally(() => {
    line.clear();
  });
  const summary = summarise(dataset);
  if (json) {
    process.stdout.write(`${visible(JSON.stringify(dataEvent(summary)))}\n`);
    return;
  }
  const style = terminalStyle(process.stdout, process.env);
  process.stdout.write(`${dataTable(visible(summary), style).join('\n')}\n`);
}

/** What `--json` says of a data set. */
interface DataEvent extends Omit<DataSummary, 'imageShape' | 'parts'> {
  readonly type: 'data';
  /** (C, H, W) of one image. */
  readonly shape: DataSummary['imageShape'];
  readonly parts: Readonly<Record<DataPart, EventPart | null>>;
}

interface EventPart extends Pick<PartSummary, 'count' | 'duplicates'> {
  /** (classes) Images of each. */
  readonly perClass: PartSummary['byClass'];
}

function dataEvent({ imageShape, parts, ...rest }: DataSummary): DataEvent {
  const eventPart = (name: DataPart): EventPart | null => {
    const found = parts.find(({ part }) => part === name);
    return found === undefined
      ? null
      : { count: found.count, perClass: found.byClass, duplicates: found.duplicates };
  };
  const byName = Object.fromEntries(dataParts.map((name) => [name, eventPart(name)]));
  return {
    type: 'data',
    ...rest,
    shape: imageShape,
    parts: byName as Record<DataPart, EventPart | null>,
  };
}
