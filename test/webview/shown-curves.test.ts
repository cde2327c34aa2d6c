import { describe, expect, test } from 'vitest';
import { type ViewState, parseViewState } from '../../webview/host';
import type { ChartLine } from '../../webview/render/line-chart';
import type { Theme } from '../../webview/render/theme';
import type { Curve } from '../../webview/views/progress/curves';
import {
  beyond,
  isLogarithmic,
  isRestless,
  linesOf,
  valueRange,
} from '../../webview/views/progress/shown-curves';

const theme: Theme = {
  background: [31, 31, 31],
  foreground: '#cccccc',
  grid: '#404040',
  right: [55, 148, 255],
  wrong: [241, 76, 76],
  series: ['#3794ff', '#cca700'],
  fontFamily: 'sans-serif',
};
const standard = parseViewState({});
const curve = (key: string, values: Curve['values']): Curve => ({
  key,
  model: key,
  index: 0,
  run: null,
  positions: values.map((_, i) => i + 1),
  values,
  range: null,
  best: null,
});
const losses = curve('mlp', [4, 2, 0, 1]);
/** With a column for every point. */
const lines = (change: Partial<ViewState>, curves = [losses]): ChartLine[] =>
  linesOf(curves, { ...standard, ...change }, [0, 5], 100, theme);

describe('lines', () => {
  test('are the curves as they are where nothing is smoothed', () => {
    expect(lines({})).toMatchObject([
      { key: 'mlp', x: [1, 2, 3, 4], y: [4, 2, 0, 1], opacity: 1, marked: true, color: '#3794ff' },
    ]);
  });

  test('are moving averages before the curves themselves, which are thin, faint and not marked', () => {
    const [raw, average] = lines({ smoothing: 0.5 });
    expect(raw).toMatchObject({ y: [4, 2, 0, 1], width: 1, dash: [], marked: false });
    expect(raw!.opacity).toBeLessThan(0.5);
    expect(average).toMatchObject({ key: 'mlp', opacity: 1, marked: true });
    expect(average!.key).not.toBe(raw!.key);
    // By hand: weights 1; 1/3, 2/3; 1/7, 2/7, 4/7; 1/15, 2/15, 4/15, 8/15.
    [4, 8 / 3, 8 / 7, 16 / 15].forEach((value, i) => {
      expect(average!.y[i]).toBeCloseTo(value, 12);
    });
  });

  test('of epochs and tests are not smoothed: they are no batches', () => {
    for (const viewState of [{ axis: 'epoch' }, { metric: 'testLoss' }] as const) {
      expect(lines({ smoothing: 0.5, ...viewState })).toHaveLength(1);
    }
    expect(isRestless({ metric: 'trainingLoss', axis: 'seconds' })).toBe(true);
  });

  test('break where there is no logarithm', () => {
    expect(lines({ logarithmic: true })[0]!.y).toEqual([4, 2, null, 1]);
    expect(lines({ logarithmic: true }, [curve('mlp', [4, NaN, -1])])[0]!.y).toEqual([
      ...[4, null, null],
    ]);
    // Shares go from none to all.
    const shares = { logarithmic: true, metric: 'testAccuracy' } as const;
    expect(isLogarithmic(shares)).toBe(false);
    expect(lines(shares)[0]!.y).toEqual([4, 2, 0, 1]);
  });
});

describe('the vertical axis', () => {
  const spiked = lines({}, [curve('mlp', [2, 2, 90, 2, 2, 2, 2, 2, 2, 2, 2, 2])]);

  test('leaves an outlier out until a part is chosen, and has all at a logarithmic scale', () => {
    const viewState = { logarithmic: false, metric: 'trainingLoss' } as const;
    expect(valueRange(spiked, viewState, false)![1]).toBeLessThan(10);
    expect(valueRange(spiked, viewState, true)![1]).toBeGreaterThan(90);
    expect(valueRange(spiked, { ...viewState, metric: 'testAccuracy' }, false)![1]).toBeGreaterThan(
      90,
    );
    expect(valueRange(spiked, { ...viewState, logarithmic: true }, false)).toBeNull();
  });

  test('tells which lines go beyond it, and how far at most', () => {
    const [low, high] = [curve('low', [1, 2, 1]), curve('high', [9, 1, 12, 1, 10])];
    expect([...beyond(lines({}, [low, high]), [0, 5])]).toEqual([['high', 12]]);
    expect([...beyond(lines({}, [high]), null)]).toEqual([]);
  });

  test('takes a line behind its average for no peak', () => {
    const [raw] = lines({ smoothing: 0.9 }, [curve('high', [1, 1, 50, 1])]);
    expect([...beyond([raw!], [0, 5])]).toEqual([]);
    expect([...beyond([{ ...raw!, marked: true }], [0, 5])]).toEqual([['high raw', 50]]);
  });
});
