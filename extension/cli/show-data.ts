import type { DataSummary, PartSummary } from '#shared/data-summary';
import { type DataPart, dataParts } from '#shared/part';
import { summarise } from '../data/summary';
import type { ConfiguredCommand } from './arguments';
import { loadData } from './load-data';
import { dataTable } from './terminal/data';
import { terminalStyle } from './terminal/style';
import { visible } from './visible';

/**
 * Prints what a data set holds, as training would see it: a table for people, or a JSON object.
 * @throws LabError when it cannot be read
 */
export async function showData({ config, json }: ConfiguredCommand): Promise<void> {
  const summary = summarise(await loadData(config));
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
