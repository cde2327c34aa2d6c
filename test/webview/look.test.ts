import { expect, test } from 'vitest';
import { parseViewState } from '../../webview/host';

const look = {
  tab: 'confusion',
  axis: 'seconds',
  metric: 'testAccuracy',
  logarithmic: true,
  smoothing: 0.6,
  hidden: ['mlp'],
  scroll: 120,
};
const standard = {
  tab: 'progress',
  axis: 'batch',
  metric: 'trainingLoss',
  logarithmic: false,
  smoothing: 0,
  hidden: [],
  scroll: 0,
};

test('a look comes back as it was kept', () => {
  expect(parseViewState(JSON.parse(JSON.stringify(look)))).toEqual(look);
});

test.each([[undefined], [null], ['dark'], [{}], [{ horizontal: 'batch', unknown: 1 }]])(
  'of %j, which is none, the standard look is left',
  (kept) => {
    expect(parseViewState(kept)).toEqual(standard);
  },
);

test.each(Object.keys(look) as (keyof typeof look)[])(
  'a value of %s that cannot be used leaves the others be',
  (key) => {
    for (const wrong of [{}, -1, NaN, 'nothing such', null]) {
      expect(parseViewState({ ...look, [key]: wrong })).toEqual({ ...look, [key]: standard[key] });
    }
  },
);
