import type { Dataset } from '../../extension/data/dataset';
import { pathContext } from '../../extension/settings/paths';
import { readSettings, toConfig } from '../../extension/settings/read';
import type { TrainingEvent } from '#shared/protocol/events';
import type { TrainingConfig } from '../../extension/training/config';
import type { EventReader } from '../../extension/training/session';

/** The notebook's settings; tests change what they are about. */
export const testConfig: TrainingConfig = toConfig(readSettings({}), 'dist', pathContext(null));

/** Blank images of 28×28 with labels 0 to 9 in turn. */
export function blankDataset(train: number, test: number): Dataset {
  const set = (count: number): Dataset['train'] => ({
    count,
    images: new Uint8Array(count * 784),
    labels: Uint8Array.from({ length: count }, (_, i) => i % 10),
  });
  return {
    name: 'blank',
    form: 'idx',
    classes: '0123456789'.split(''),
    imageShape: [1, 28, 28],
    train: set(train),
    validation: null,
    test: set(test),
    notes: [],
  };
}

/** A reader that takes the events of a run one by one. */
export function eachEvent(take: (event: TrainingEvent) => unknown): EventReader {
  return (events) => Promise.all(events.map(take));
}
