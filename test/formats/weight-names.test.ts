import { describe, expect, it } from 'vitest';
import { type Tested, weightFileName, weightFileNames } from '../../extension/formats/weight-names';

const stopping = { monitor: 'loss', patience: 3 } as const;

/** By what the command line's help promises of `--save`. */
const cases: [string, Tested, { best: string; last: string; all: string[] }][] = [
  [
    'judged at the end alone',
    { evaluateEachEpoch: false },
    { best: 'cnn.best.safetensors', last: 'cnn.safetensors', all: ['cnn.safetensors'] },
  ],
  [
    'judged after each epoch',
    { evaluateEachEpoch: true },
    {
      best: 'cnn.best.safetensors',
      last: 'cnn.safetensors',
      all: ['cnn.safetensors', 'cnn.best.safetensors'],
    },
  ],
  [
    'with early stopping',
    { evaluateEachEpoch: true, earlyStopping: stopping },
    {
      best: 'cnn.safetensors',
      last: 'cnn.last.safetensors',
      all: ['cnn.safetensors', 'cnn.last.safetensors'],
    },
  ],
  [
    'with early stopping, which judges after each epoch by itself',
    { evaluateEachEpoch: false, earlyStopping: stopping },
    {
      best: 'cnn.safetensors',
      last: 'cnn.last.safetensors',
      all: ['cnn.safetensors', 'cnn.last.safetensors'],
    },
  ],
];

describe('the files of a network’s weights', () => {
  it.each(cases)('of a run %s', (_, config, { best, last, all }) => {
    expect(weightFileName('cnn', 'best', config)).toBe(best);
    expect(weightFileName('cnn', 'last', config)).toBe(last);
    expect(weightFileNames('cnn', config)).toEqual(all);
  });
});
