import { expect, test } from 'vitest';
import { parseViewState } from '../../webview/host';

const viewState = {
  tab: 'confusion',
  axis: 'seconds',
  metric: 'testAccuracy',
  logarithmic: true,
  smoothing: 0.6,
  hidden: ['mlp'],
  layers: 'graphs',
  weights: 'best',
  scroll: 120,
};
const standard = {
  tab: 'progress',
  axis: 'batch',
  metric: 'trainingLoss',
  logarithmic: false,
  smoothing: 0,
  hidden: [],
  layers: 'tables',
  weights: null,
  scroll: 0,
};

test('a view state comes back as it was kept', () => {
  expect(parseViewState(JSON.parse(JSON.stringify(viewState)))).toEqual(viewState);
});

test.each([[undefined], [null], ['dark'], [{}], [{ horizontal: 'batch', unknown: 1 }]])(
  'of %j, which is none, the standard view state is left',
  (kept) => {
    expect(parseViewState(kept)).toEqual(standard);
  },
);

test.each(Object.keys(viewState) as (keyof typeof viewState)[])(
  'a value of %s that cannot be used leaves the others be',
  (key) => {
    for (const wrong of [{}, -1, NaN, 'nothing such', null]) {
      expect(parseViewState({ ...viewState, [key]: wrong })).toEqual({
        ...viewState,
        [key]: standard[key],
      });
    }
  },
);
