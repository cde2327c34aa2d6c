import { beforeEach, describe, expect, it } from 'vitest';
import type { TrainingEvent, WeightsEvent } from '#shared/protocol/events';
import type { Trainee } from '../../extension/training/trainee';
import { WeightWatch } from '../../extension/training/weight-watch';
import { notebookModel } from '../support/models';
import { FakeEngine } from './fake-engine';

let now = 0;
/** Milliseconds that a look takes. */
let cost = 0;
let shown: WeightsEvent[];

function watch(): WeightWatch {
  const { plan, summary } = notebookModel('cnn');
  const network = new FakeEngine().addNetwork(plan, 8, { seed: 0, stream: 0 });
  const { normalization } = plan;
  const trainee: Trainee = {
    summary,
    network,
    normalization,
    schedule: { type: 'constant' },
    lr: 0.01,
  };
  const emit = (event: TrainingEvent): void => {
    now += cost;
    shown.push(event as WeightsEvent);
  };
  return new WeightWatch([trainee], emit, () => now);
}

const places = (): [number, number][] => shown.map(({ epoch, batch }) => [epoch, batch]);

beforeEach(() => {
  now = 0;
  cost = 0;
  shown = [];
});

describe('the weights', () => {
  it('are shown at most four times a second between epochs', () => {
    const looks = watch();
    for (let batch = 1; batch <= 1000; batch++) {
      now += 10;
      looks.afterBatch(1, batch);
    }
    // 10 s: the first batch, and every 25th after it.
    expect(shown).toHaveLength(40);
    expect(places().slice(0, 3)).toEqual([
      [1, 1],
      [1, 26],
      [1, 51],
    ]);
  });

  it('are shown at the end of each epoch and of the run, once for each state of them', () => {
    const looks = watch();
    looks.afterBatch(1, 1);
    looks.afterBatch(1, 2);
    looks.afterEpoch();
    looks.afterBatch(2, 1);
    looks.atEnd();
    looks.atEnd();
    expect(places()).toEqual([
      [1, 1],
      [1, 2],
      [2, 1],
    ]);
  });

  it('are not shown for a run without a batch', () => {
    watch().atEnd();
    expect(shown).toEqual([]);
  });

  it('cost a hundredth of the time at most, however slow a look and short the epochs; the last look is never left out', () => {
    cost = 30;
    const looks = watch();
    for (let epoch = 1; epoch <= 3000; epoch++) {
      now += 10;
      looks.afterBatch(epoch, 1);
      looks.afterEpoch();
    }
    expect(shown.length).toBeGreaterThan(8);
    // One look beyond the share: it is known only when it is over.
    expect((shown.length - 1) * cost).toBeLessThanOrEqual(0.01 * now);
    now += 10;
    looks.afterBatch(3001, 1);
    looks.atEnd();
    expect(places().at(-1)).toEqual([3001, 1]);
  });
});
