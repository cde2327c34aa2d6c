import { describe, expect, test } from 'vitest';
import { MAXIMUM_PICTURE } from '#shared/protocol/messages';
import { parseViewState } from '../../webview/host';
import { confusionSvg } from '../../webview/pictures/confusion';
import { networksSvg } from '../../webview/pictures/networks';
import { curvesSvg } from '../../webview/pictures/curves';
import { passable } from '../../webview/pictures/limit';
import { element, pathThrough, text } from '#shared/svg';
import { linearTicks, logarithmicTicks } from '../../webview/pictures/ticks';
import { contrast, parseColor } from '../../webview/render/color';
import { after, fold } from './fold';
import { notebookConfusion, sampleEvents } from './sample-run';
import { sampleTheme } from './sample-theme';
import { replyWith } from '#shared/requests';
import { atHost } from '../support/wire';
import { type Element, named, parse, words } from './xml';

const theme = sampleTheme;
const viewState = parseViewState({});
const state = fold(sampleEvents({ epochs: 4, batchesPerEpoch: 5 }));

const pointsIn = (path: Element) => path.attributes.d!.match(/[ML]/g)!.length;

describe('a picture of curves', () => {
  test('has every batch of every network, and every test, in the networks’ own strokes', () => {
    const paths = named(parse(curvesSvg('Run', state, null, viewState, theme)), 'path');
    expect(paths.map(pointsIn)).toEqual([20, 20, 20, 4, 4, 4]);
    expect(paths.map(({ attributes }) => attributes.stroke)).toEqual([
      ...theme.series,
      ...theme.series,
    ]);
    const dashes = paths.slice(0, 3).map((path) => path.attributes['stroke-dasharray']);
    expect(new Set(dashes).size).toBe(3);
  });

  test('of runs laid over one another says in words which are left out', () => {
    const others = Array.from({ length: 12 }, (_, i) => ({ id: `${i}`, name: `Run ${i}`, state }));
    const said = (count: number): string[] =>
      words(
        parse(
          curvesSvg(
            'Run',
            state,
            { others: others.slice(0, count), differences: [] },
            viewState,
            theme,
          ),
        ),
      ).filter((item) => item.includes('not drawn'));
    expect(said(9)).toEqual([]);
    expect(said(12)).toEqual(['3 more runs are not drawn, as they could not be told apart.']);
  });

  test('has a ring where each network was best on the test images, as the chart has, and says so', () => {
    const { tests } = state;
    const svg = parse(curvesSvg('Run', state, null, viewState, theme));
    const rings = named(svg, 'circle').filter(({ attributes }) => attributes.fill === 'none');
    const paths = named(svg, 'path').slice(3);
    const best = state.run.models.map(({ id }) => {
      const losses = tests.map(({ losses }) => losses[id]!);
      return losses.indexOf(Math.min(...losses));
    });
    // Around the point of that test on the network's own line.
    const points = paths.map(({ attributes }, network) => {
      const all = [...attributes.d!.matchAll(/[ML]([\d.]+) ([\d.]+)/g)];
      return all[best[network]!]!.slice(1);
    });
    expect(rings.map(({ attributes: { cx, cy } }) => [cx, cy])).toEqual(points);
    expect(rings.map(({ attributes }) => attributes.stroke)).toEqual([...theme.series]);
    const epochs = state.run.models.map(({ id }, i) => `${id} in epoch ${best[i]! + 1}`);
    expect(words(svg).join(' ')).toContain('○ Best test loss: ');
    for (const epoch of epochs) expect(words(svg).join(' ')).toContain(epoch);
    expect(words(parse(curvesSvg('Run', after(5), null, viewState, theme))).join(' ')).not.toContain('○'); // prettier-ignore
  });

  test('marks in each plot where the run went on, as the chart does, and says so', () => {
    const mark = { epoch: 2, batch: 3, at: Date.UTC(2026, 10, 27, 12), longer: false };
    const marked = { ...state, marks: [mark] };
    const marksIn = (axis: 'batch' | 'epoch' | 'seconds', hidden: string[] = []) =>
      named(parse(curvesSvg('Run', marked, null, { ...viewState, axis, hidden }, theme)), 'line')
        .filter(({ attributes: { x1, x2 } }) => x1 === x2)
        .filter(({ attributes }) => attributes['stroke-dasharray'] === '2 3')
        .map(({ attributes: { x1, stroke } }) => [Number(x1), stroke] as const);
    const [mlp] = named(parse(curvesSvg('Run', state, null, viewState, theme)), 'path');
    const eighth = [...mlp!.attributes.d!.matchAll(/[ML]([\d.]+) /g)][7]![1];
    expect(marksIn('batch')).toEqual([0, 1].map(() => [Number(eighth), theme.foreground]));
    // Each network has its own by seconds, in its own colour, where it is seen.
    expect(marksIn('seconds').map(([, stroke]) => stroke)).toEqual([
      ...theme.series,
      ...theme.series,
    ]);
    expect(marksIn('seconds', ['mlp'])).toHaveLength(4);
    const said = words(parse(curvesSvg('Run', marked, null, viewState, theme)));
    expect(said.find((line) => line.startsWith('The run went on from epoch 2'))).toBeDefined();
    const plain = parse(curvesSvg('Run', state, null, viewState, theme));
    expect(words(plain).filter((line) => line.includes('went on'))).toEqual([]);
  });

  test('breaks words that are wider than it is', () => {
    const mark = { epoch: 2, batch: 3, at: 0, longer: false };
    const many = { ...state, marks: Array.from({ length: 30 }, () => mark) };
    const lines = words(parse(curvesSvg('Run', many, null, viewState, theme)));
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(120);
    expect(lines.join(' ')).toContain('epoch 2, batch 3 of 5');
  });

  test('is legible on the background of the theme, which it brings along', () => {
    const [background, ...others] = named(
      parse(curvesSvg('Run', state, null, viewState, theme)),
      'rect',
    );
    expect(background!.attributes.fill).toBe('rgb(31, 31, 31)');
    // The rest only says where plots end.
    expect(others.filter(({ attributes }) => 'fill' in attributes)).toEqual([]);
  });

  test('names title, axes and networks with what they came to', () => {
    const all = words(
      parse(curvesSvg('Run', state, null, { ...viewState, axis: 'seconds' }, theme)),
    );
    expect(all[0]).toBe('Run');
    expect(all).toContain('Training loss');
    expect(all).toContain('Test accuracy');
    expect(all).toContain('seconds of training that each network has had');
    expect(all.find((item) => item.startsWith('mlp: loss'))).toContain('53.03%');
  });

  test('puts larger losses higher and later batches further right', () => {
    const [mlp] = named(parse(curvesSvg('Run', state, null, viewState, theme)), 'path');
    const points = [...mlp!.attributes.d!.matchAll(/[ML]([\d.]+) ([\d.]+)/g)];
    const [x, y] = [1, 2].map((at) => points.map((point) => Number(point[at]))) as [
      number[],
      number[],
    ];
    expect([...x].sort((a, b) => a - b)).toEqual(x);
    const losses = state.batchLosses.mlp!;
    const order = (values: readonly number[], sign: number) =>
      values.map((_, i) => i).sort((a, b) => sign * (values[a]! - values[b]!));
    expect(order(y, 1)).toEqual(order(losses, -1));
  });

  /** How far up the page the points of a network are. */
  const heights = (svg: string, network: number): number[] =>
    [...named(parse(svg), 'path')[network]!.attributes.d!.matchAll(/[ML][\d.]+ (-?[\d.]+)/g)].map(
      ([, y]) => -Number(y),
    );

  test('at the log scale is as high as the logarithms of losses are', () => {
    const [linear, log] = [false, true].map((logarithmic) =>
      heights(curvesSvg('Run', state, null, { ...viewState, logarithmic }, theme), 0),
    ) as [number[], number[]];
    const losses = state.batchLosses.mlp!;
    // Heights are a straight line of what they stand for: equal steps up for equal steps of it.
    const straight = (height: readonly number[], of: (loss: number) => number): number => {
      const [first, last] = [losses[0]!, losses.at(-1)!].map(of) as [number, number];
      const slope = (height.at(-1)! - height[0]!) / (last - first);
      return Math.max(
        ...losses.map((loss, i) => Math.abs(height[i]! - height[0]! - slope * (of(loss) - first))),
      );
    };
    expect(straight(linear, (loss) => loss)).toBeLessThan(0.1);
    expect(straight(log, Math.log)).toBeLessThan(0.1);
    // One that falls to nearly nothing is another curve there.
    const [steep, steepLog] = [false, true].map((logarithmic) =>
      heights(curvesSvg('Run', state, null, { ...viewState, logarithmic }, theme), 2),
    );
    expect(steep).not.toEqual(steepLog);
  });

  test('is not flattened by one outlier, which is marked at the edge with its value', () => {
    const batchLosses = {
      ...state.batchLosses,
      mlp: state.batchLosses.mlp!.map((loss, i) => (i === 3 ? 3043 : loss)),
    };
    const svg = curvesSvg('Run', { ...state, batchLosses }, null, viewState, theme);
    const usual = heights(curvesSvg('Run', state, null, viewState, theme), 2);
    const marked = heights(svg, 2);
    const spread = (values: readonly number[]) => Math.max(...values) - Math.min(...values);
    expect(spread(marked)).toBeGreaterThan(0.8 * spread(usual));
    const [arrow, ...others] = named(parse(svg), 'polygon');
    expect(others).toEqual([]);
    expect(arrow!.attributes.fill).toBe(theme.series[0]);
    expect(words(parse(svg))).toContain('3,043');
    expect(named(parse(curvesSvg('Run', state, null, viewState, theme)), 'polygon')).toEqual([]);
  });

  test('leaves out who is switched off', () => {
    const svg = curvesSvg('Run', state, null, { ...viewState, hidden: ['cnn'] }, theme);
    expect(named(parse(svg), 'path')).toHaveLength(4);
    expect(words(parse(svg)).some((item) => item.startsWith('cnn:'))).toBe(false);
  });

  test('writes no name as markup', () => {
    const title = `<script>"x" & 'y'</script>\u0007`;
    const spoiled = {
      ...theme,
      fontFamily: '"a" onload="alert(1)',
    };
    const elements = parse(curvesSvg(title, state, null, viewState, spoiled));
    expect(words(elements)[0]).toBe(`<script>"x" & 'y'</script>`);
    expect(named(elements, 'script')).toEqual([]);
    expect(elements[0]!.attributes).not.toHaveProperty('onload');
    expect(elements[0]!.attributes['font-family']).toBe(spoiled.fontFamily);
  });

  test('of a network that has diverged breaks off', () => {
    const spoiled = {
      ...state,
      batchLosses: {
        ...state.batchLosses,
        mlp: state.batchLosses.mlp!.map((loss, i) => (i < 7 ? loss : NaN)),
      },
    };
    const svg = curvesSvg('Run', spoiled, null, viewState, theme);
    expect(svg).not.toMatch(/NaN|Infinity/);
    expect(pointsIn(named(parse(svg), 'path')[0]!)).toBe(7);
  });

  test.each([0, 1, 5])('is a picture after %d batches too, at any scale', (batches) => {
    for (const axis of ['batch', 'epoch', 'seconds'] as const) {
      for (const logarithmic of [false, true]) {
        const svg = curvesSvg(
          'Run',
          after(batches),
          null,
          { ...viewState, axis, logarithmic },
          theme,
        );
        expect(svg).not.toMatch(/NaN|Infinity/);
        parse(svg);
      }
    }
  });
});

describe('a picture of networks', () => {
  const models = state.run.models.map((one) => ({ ...one, inputShape: [1, 28, 28] as const }));
  const elements = parse(networksSvg('Run', models, theme));

  test('goes from the image to the classes, with the shape of all that goes from one layer to the next', () => {
    // 28 - 3 + 1 = 26; 20 planes of 13 x 13 are 3,380 features.
    expect(words(elements).join(' ')).toContain(
      [
        ...['Image', '1×28×28'],
        ...['Conv2d(1, 20, kernel_size=3, stride=1)', 'conv_1.weight [20, 1, 3, 3]'],
        ...['conv_1.bias [20]', '200 parameters', '20×26×26', 'ReLU()', '20×26×26'],
        ...['Conv2d(20, 20, kernel_size=2, stride=2)', 'conv_2.weight [20, 20, 2, 2]'],
        ...['conv_2.bias [20]', '1,620 parameters', '20×13×13'],
      ].join(' '),
    );
    expect(words(elements).at(-1)).toBe('10 classes');
  });

  test('has no box over another, and all words of a box within it', () => {
    const columns = elements.filter(({ name }) => name === 'g').length;
    const boxes = named(elements, 'rect').filter(({ attributes }) => 'rx' in attributes);
    const layers = models.reduce((sum, model) => sum + model.layers.length + 2, 0);
    expect([columns, boxes.length]).toEqual([models.length, layers]);
    let bottom = 0;
    for (const { attributes } of boxes) {
      const [top, height] = [Number(attributes.y), Number(attributes.height)];
      // The first of a column stands at its top again.
      if (top > Number(boxes[0]!.attributes.y)) expect(top).toBeGreaterThan(bottom);
      bottom = top + height;
    }
    const page = elements[0]!.attributes;
    expect(bottom).toBeLessThan(Number(page.height));
  });

  test('of a run that does not tell its images’ shape has none', () => {
    const older = words(parse(networksSvg('Run', state.run.models, theme)));
    expect(older).toContain('Image');
    expect(older).not.toContain('1×28×28');
  });
});

describe('a picture of confusion matrices', () => {
  const elements = parse(confusionSvg('Run', state, theme));

  test('has every count of every network, rows actual', () => {
    const counts = named(elements, 'text')
      .filter((item) => item.attributes['font-size'] === '11')
      .map((item) => Number(item.words.replace(',', '')));
    expect(counts).toEqual(Object.values(notebookConfusion).flat(2));
  });

  test.each([
    [1, [1]],
    [3, [3]],
    [4, [4]],
    [5, [3, 2]],
    [6, [3, 3]],
    [9, [3, 3, 3]],
  ])('of %i networks has rows of %j, all of them on the page', (count, rows) => {
    const [summary, evaluation] = [state.run.models[0]!, state.evaluations.mlp!];
    const ids = Array.from({ length: count }, (_, i) => `net-${i}`);
    const many = {
      ...state,
      run: { ...state.run, models: ids.map((id) => ({ ...summary, id })) },
      evaluations: Object.fromEntries(ids.map((id) => [id, { ...evaluation, model: id }])),
    };
    const [page, ...rest] = parse(confusionSvg('Run', many, theme));
    const places = named(rest, 'g').map(({ attributes }) =>
      /^translate\(([\d.]+) ([\d.]+)\)$/.exec(attributes.transform!)!.slice(1).map(Number),
    ) as [number, number][];
    expect(places).toHaveLength(count);
    const tops = [...new Set(places.map(([, y]) => y))];
    expect(tops.map((top) => places.filter(([, y]) => y === top).length)).toEqual(rows);
    // Ten cells of 34, their names beside and above them: no matrix touches another or the edge.
    const [width, height] = [340 + 44, 340 + 76];
    for (const [x, y] of places) {
      expect(x + width).toBeLessThan(Number(page!.attributes.width));
      expect(y + height).toBeLessThan(Number(page!.attributes.height));
      const near = places.filter(
        ([a, b]) => Math.abs(a - x) < width && Math.abs(b - y) < height && (a !== x || b !== y),
      );
      expect(near).toEqual([]);
    }
    // Beside the last one there is its margin and nothing more.
    expect(Math.max(...places.map(([x]) => x)) + width).toBe(Number(page!.attributes.width) - 24);
    expect(Math.max(...places.map(([, y]) => y)) + height).toBe(
      Number(page!.attributes.height) - 24,
    );
  });

  test('is legible in every cell', () => {
    const cells = elements.filter((_, i) => elements[i - 1]?.name === 'rect').slice(1);
    const inks = cells.filter((item) => item.attributes['font-size'] === '11');
    expect(inks).toHaveLength(300);
    for (const ink of inks) {
      const ground = elements[elements.indexOf(ink) - 1]!;
      const ratio = contrast(parseColor(ink.attributes.fill!), parseColor(ground.attributes.fill!));
      expect(ratio).toBeGreaterThanOrEqual(4.5);
    }
  });

  test('of a run that goes on is that of its latest epoch', () => {
    const running = after(12);
    const svg = parse(confusionSvg('Run', running, theme));
    expect(words(svg)).toContain(
      `${(100 * running.tests[1]!.accuracies.cnn!).toFixed(2)}% of the test images right`,
    );
  });

  test('writes no class’s name as markup, and long ones short', () => {
    const classes = ['<b>', ...state.run.dataset.classes.slice(1, 9), 'a long name'];
    const run = { ...state.run, dataset: { ...state.run.dataset, classes } };
    const all = words(parse(confusionSvg('Run', { ...state, run }, theme)));
    expect(all).toContain('<b>');
    expect(all).toContain('a l…');
  });

  test('before any test has no matrix, but is one', () => {
    expect(named(parse(confusionSvg('Run', after(2), theme)), 'rect')).toHaveLength(1);
  });
});

describe('marks on an axis', () => {
  test.each<[number, number, number, number[]]>([
    [0, 10, 5, [0, 2, 4, 6, 8, 10]],
    [0.13, 0.52, 4, [0.2, 0.3, 0.4, 0.5]],
    [0, 580, 10, [0, 100, 200, 300, 400, 500]],
    [-1, 1, 4, [-1, -0.5, 0, 0.5, 1]],
    [3, 3, 5, [3]],
  ])('from %d to %d, about %d: %j', (low, high, count, ticks) => {
    expect(linearTicks(low, high, count)).toEqual(ticks);
  });

  test('at a logarithmic scale are powers of ten, with some between where they are few', () => {
    expect(logarithmicTicks(0.0001, 100)).toEqual([0.0001, 0.001, 0.01, 0.1, 1, 10, 100]);
    expect(logarithmicTicks(0.3, 3)).toEqual([0.5, 1, 2]);
    expect(logarithmicTicks(0.01, 2)).toEqual([0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2]);
  });
});

describe('markup', () => {
  test('escapes attributes and words', () => {
    expect(element('a', { b: '"<&' })).toBe('<a b="&quot;&lt;&amp;"/>');
    expect(text({ x: 1.23456 }, '<')).toBe('<text x="1.23">&lt;</text>');
  });

  test('lifts the pen where a value is missing', () => {
    expect(pathThrough([[1, 2], [3, 4], null, [5, 6], null])).toBe('M1 2L3 4M5 6');
  });
});

describe('the reply with a picture', () => {
  const replyOf = (draw: () => Promise<string>) => replyWith(() => passable(draw));

  test('is its base64', async () => {
    expect(await replyOf(() => Promise.resolve('UE5H'))).toEqual({ ok: 'UE5H' });
  });

  test('says why there is none', async () => {
    const failing = () => Promise.reject(new Error('60,000×99 pixels'));
    expect(await replyOf(failing)).toMatchObject({
      error: { kind: 'engine', message: expect.stringContaining('(60,000×99 pixels)') as string },
    });
  });

  test('can be passed on, however long the reason is', async () => {
    const reply = await replyOf(() => Promise.reject(new Error('x'.repeat(100_000))));
    expect(atHost({ type: 'picture', id: 1, reply })).toMatchObject({ reply });
  });

  test('says that a picture is longer than can be passed on, and what to do', async () => {
    const most = 'A'.repeat(MAXIMUM_PICTURE);
    expect(await replyOf(() => Promise.resolve(most))).toEqual({ ok: most });
    const reply = await replyOf(() => Promise.resolve(`${most}AAAA`));
    const words =
      'The picture comes to 33 MB, and at most 32 MB can be passed on: switch curves off';
    expect(reply).toMatchObject({ error: { message: expect.stringContaining(words) as string } });
    expect(atHost({ type: 'picture', id: 1, reply })).toMatchObject({ reply });
  });
});
