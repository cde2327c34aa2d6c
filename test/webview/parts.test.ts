/** What the panel says of a run with validation images: which part each figure is of. */
import { describe, expect, test } from 'vitest';
import { partOfResults } from '#shared/part';
import { resultOf } from '#shared/result';
import { curvesSvg } from '../../webview/pictures/curves';
import { confusionSvg } from '../../webview/pictures/confusion';
import { testedAlike } from '../../webview/views/compare/results';
import { momentsOf } from '../../webview/views/confusion/moments';
import { comparability, sidesOf } from '../../webview/views/confusion/sides';
import { curvesOf } from '../../webview/views/progress/curves';
import { insightsOf } from '../../webview/views/progress/insights';
import { parseViewState } from '../../webview/host';
import { fold, validated } from './fold';
import { sampleEvents } from './sample-run';
import { sampleTheme } from './sample-theme';

const events = validated(sampleEvents({ epochs: 4, batchesPerEpoch: 40 }));
const finished = fold(events);
const firstEvaluation = events.findIndex(({ type }) => type === 'evaluation');
const untested = fold(events.slice(0, firstEvaluation));
const oneTested = fold(events.slice(0, firstEvaluation + 1));
const viewState = parseViewState({});

describe('the results of a run', () => {
  test('are of validation images until every network has been judged on the test images', () => {
    expect([untested, oneTested, finished].map(partOfResults)).toEqual([
      ...['validation', 'validation', 'test'],
    ]);
    const last = untested.tests.at(-1)!;
    expect(resultOf(oneTested, 'mlp')).toMatchObject({
      part: 'validation',
      accuracy: last.accuracies.mlp,
      of: { kind: 'last', epoch: 4 },
    });
    expect(resultOf(finished, 'mlp')).toMatchObject({
      part: 'test',
      accuracy: finished.evaluations.mlp!.accuracy,
    });
  });

  test('are no better than others of other images', () => {
    expect(testedAlike([finished, fold(sampleEvents())])).toBe(true);
    expect(testedAlike([finished, untested])).toBe(false);
    const { run } = untested;
    const seeded = { ...untested, run: { ...run, config: { ...run.config, seed: 9 } } };
    expect(testedAlike([untested, seeded])).toBe(false);
    expect(testedAlike([untested, untested])).toBe(true);
  });
});

describe('what is told after each epoch', () => {
  test('is of the validation images, and no test of other images is the end of their curves', () => {
    const [curve] = curvesOf(finished, null, 'testAccuracy', 'epoch');
    expect(curve!.values).toEqual(finished.tests.map(({ accuracies }) => accuracies.mlp));
    const stopped = fold(
      events.filter(
        (event) => !('epoch' in event && event.epoch > 2 + Number(event.type === 'batch')),
      ),
    );
    expect(curvesOf(stopped, null, 'testAccuracy', 'epoch')[0]!.values).toHaveLength(2);
  });

  test('is called so in pictures and words', () => {
    const curves = curvesSvg('Run 1', finished, null, viewState, sampleTheme);
    expect(curves).toContain('Validation accuracy');
    expect(curves).toContain('of the validation images right');
    expect(confusionSvg('Run 1', untested, sampleTheme)).toContain(
      'of the validation images right',
    );
    expect(confusionSvg('Run 1', finished, sampleTheme)).toContain('of the test images right');
    const standing = insightsOf(finished).find(({ kind }) => kind === 'standing');
    expect(standing!.text).toContain('of the validation images right');
  });
});

describe('the matrices', () => {
  test('of each epoch are of the validation images, that of the end of the test images', () => {
    const parts = momentsOf(finished, null).map(({ epoch, part }) => [epoch, part]);
    expect(parts).toEqual([
      ...[1, 2, 3, 4].map((epoch) => [epoch, 'validation']),
      ...[[4, 'test']],
    ]);
    expect(momentsOf(untested, null).map(({ part }) => part)).toEqual(Array(4).fill('validation'));
    const best = momentsOf(finished, 'best').at(-1)!;
    expect(best).toMatchObject({ best: true, part: 'validation' });
  });

  test('of different parts differ in shares alone', () => {
    const { confusions, part } = momentsOf(untested, null).at(-1)!;
    const shown = { name: 'Run 1', state: untested, confusions, part };
    const sides = sidesOf(shown, [{ id: 'a', name: 'Run 2', state: finished }]);
    const ofRun = (shownRun: boolean) => sides.find(({ ofShown }) => ofShown === shownRun)!;
    expect(comparability(ofRun(true), ofRun(false))).toBe('shares');
    expect(comparability(ofRun(true), ofRun(true))).toBe('counts');
  });
});
