import { describe, expect, test } from 'vitest';
import type { RunComparison } from '#shared/protocol/messages';
import { parseViewState } from '../../webview/host';
import { curvesSvg } from '../../webview/pictures/curves';
import { type Plot, plotSvg } from '../../webview/pictures/plot';
import { document } from '#shared/svg';
import { fold } from './fold';
import { sampleEvents } from './sample-run';
import { sampleTheme } from './sample-theme';
import { type Element, named, parse } from './xml';

type Place = readonly [x: number, y: number];
interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const number = ({ attributes }: Element, name: string): number => Number(attributes[name]);
const areaOf = (rect: Element): Area => ({
  left: number(rect, 'x'),
  right: number(rect, 'x') + number(rect, 'width'),
  top: number(rect, 'y'),
  bottom: number(rect, 'y') + number(rect, 'height'),
});
/** Where the curves of each plot are cut off. */
const areasIn = (elements: readonly Element[]): Area[] =>
  named(elements, 'rect')
    .filter((rect) => rect.attributes.fill === undefined)
    .map(areaOf);
const at = (item: Element): Place => [number(item, 'x'), number(item, 'y')];
const pathPoints = (path: Element): Place[] =>
  [...path.attributes.d!.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]): Place => [
    Number(x),
    Number(y),
  ]);
/** Every place that something is put at. */
function placesOf(item: Element): Place[] {
  switch (item.name) {
    case 'text':
      return [at(item)];
    case 'circle':
      return [[number(item, 'cx'), number(item, 'cy')]];
    case 'line':
      return ['1', '2'].map((end): Place => [number(item, `x${end}`), number(item, `y${end}`)]);
    case 'polygon':
      return item.attributes.points!.split(' ').map((point) => point.split(',').map(Number)) as [
        number,
        number,
      ][];
    case 'rect': {
      const { left, right, top, bottom } = areaOf(item);
      return Number.isNaN(left) ? [] : [left, right].map((x, i): Place => [x, [top, bottom][i]!]);
    }
    default:
      return [];
  }
}
function expectWithin(elements: readonly Element[], { left, right, top, bottom }: Area): void {
  for (const item of elements) {
    for (const [x, y] of placesOf(item)) {
      const where = `${item.name} "${item.words}"`;
      expect(x, where).toBeGreaterThanOrEqual(left);
      expect(x, where).toBeLessThanOrEqual(right);
      expect(y, where).toBeGreaterThanOrEqual(top);
      expect(y, where).toBeLessThanOrEqual(bottom);
    }
  }
}

describe('a plot', () => {
  const box = { left: 300, top: 200, width: 500, height: 300 };
  const plot: Plot = {
    title: 'title',
    xLabel: 'label',
    lines: [
      {
        ...{ x: [10, 20, 30, 40], y: [3, 2, null, 9], color: '#f00', width: 2, dash: [3, 4] },
        ...{ opacity: 0.5, ringed: null },
      },
    ],
    marks: [],
    xRange: [10, 50],
    yRange: [1, 5],
    formatX: (value) => `x${value}`,
    formatY: (value) => `y${value}`,
  };
  const drawn = (change: Partial<Plot> = {}): Element[] =>
    parse(document(900, 900, {}, plotSvg({ ...plot, ...change }, box, ink))).slice(1);
  const ink = { foreground: '#fff', grid: '#444' };
  const elements = drawn();
  const [area] = areasIn(elements) as [Area];
  const textOf = (words: string, all = elements): Element =>
    named(all, 'text').find((item) => item.words === words)!;
  const marks = (start: 'x' | 'y', all = elements): [value: number, item: Element][] =>
    named(all, 'text')
      .filter(({ words, attributes }) => words.startsWith(start) && 'text-anchor' in attributes)
      .map((item) => [Number(item.words.slice(1)), item]);
  /** Where a value belongs, between the two ends of an axis. */
  const onX = (value: number): number => area.left + ((value - 10) / 40) * (area.right - area.left);
  const onY = (value: number): number => area.bottom - ((value - 1) / 4) * (area.bottom - area.top);

  test('is all within its box, most of which its curves have', () => {
    const { left, top, width, height } = box;
    expectWithin(elements, { left, top, right: left + width, bottom: top + height });
    expect(area.right - area.left).toBeGreaterThan(0.8 * width);
    expect(area.bottom - area.top).toBeGreaterThan(0.7 * height);
  });

  test('has marks along its axes at the places of their values, each at a line of its own', () => {
    expect(marks('x').map(([value]) => value)).toEqual([10, 20, 30, 40, 50]);
    expect(marks('y').map(([value]) => value)).toEqual([1, 2, 3, 4, 5]);
    const grid = named(elements, 'line').filter(({ attributes }) => attributes.stroke === ink.grid);
    expect(grid).toHaveLength(10);
    for (const [value, item] of marks('x')) {
      const [x, y] = at(item);
      expect(x).toBeCloseTo(onX(value), 1);
      // Below the axis, above what the axis is called.
      expect(y).toBeGreaterThan(area.bottom + 10);
      expect(y + 10).toBeLessThan(at(textOf('label'))[1]);
      expect(item.attributes['text-anchor']).toBe('middle');
      const [line] = grid.filter((one) => number(one, 'x1') === x && number(one, 'x2') === x);
      expect(number(line!, 'y1')).toBe(area.top);
      expect(number(line!, 'y2')).toBeGreaterThanOrEqual(area.bottom);
    }
    for (const [value, item] of marks('y')) {
      const [x, y] = at(item);
      // Half the height of a figure lies above its foot.
      expect(y - 4).toBeCloseTo(onY(value), 1);
      expect(x).toBeLessThan(area.left);
      expect(item.attributes['text-anchor']).toBe('end');
      const [line] = grid.filter(
        (one) => number(one, 'y1') === y - 4 && number(one, 'y2') === y - 4,
      );
      expect(number(line!, 'x1')).toBeGreaterThan(x);
      expect(number(line!, 'x1')).toBeLessThanOrEqual(area.left);
      expect(number(line!, 'x2')).toBe(area.right);
    }
  });

  test('has a title above it and the name of its axis in the middle below it', () => {
    const [x, y] = at(textOf('title'));
    expect([x, y < area.top]).toEqual([box.left, true]);
    expect(at(textOf('label'))[0]).toBe((area.left + area.right) / 2);
    const axis = named(elements, 'line').filter(({ attributes }) => attributes.stroke === '#fff');
    expect(axis.flatMap(placesOf)).toEqual([
      [area.left, area.bottom],
      [area.right, area.bottom],
    ]);
  });

  test('has each line through the places of its values, in its own stroke, cut off at the edges', () => {
    const [path, ...others] = named(elements, 'path');
    expect(others).toEqual([]);
    const places = pathPoints(path!);
    expect(places).toHaveLength(3);
    [
      [10, 3],
      [20, 2],
      [40, 9],
    ].forEach(([x, y], i) => {
      expect(places[i]![0]).toBeCloseTo(onX(x!), 1);
      expect(places[i]![1]).toBeCloseTo(onY(y!), 1);
    });
    expect(path!.attributes.d).toMatch(/^M[^M]+L[^ML]+M[^ML]+$/);
    expect(path!.attributes).toMatchObject({
      ...{ stroke: '#f00', 'stroke-width': '2', 'stroke-dasharray': '3 4', fill: 'none' },
      'stroke-opacity': '0.5',
    });
    const [clip] = named(elements, 'clipPath');
    expect(named(elements, 'g').map(({ attributes }) => attributes['clip-path'])).toContain(
      `url(#${clip!.attributes.id})`,
    );
  });

  test('has a dot for each of few values that can be seen, and an arrow for what is above', () => {
    const dots = named(elements, 'circle');
    expect(dots.flatMap(placesOf)).toEqual([
      [expect.closeTo(onX(10), 1), expect.closeTo(onY(3), 1)],
      [expect.closeTo(onX(20), 1), expect.closeTo(onY(2), 1)],
    ]);
    const [arrow, ...others] = named(elements, 'polygon').map(placesOf);
    expect(others).toEqual([]);
    const [tip, left, right] = arrow!;
    expect(tip).toEqual([expect.closeTo(onX(40), 1), area.top]);
    // It points up.
    expect(left![0]).toBeLessThan(tip![0]);
    expect(right![0]).toBeGreaterThan(tip![0]);
    expect(left![1]).toBe(right![1]);
    expect(left![1]).toBeGreaterThan(tip![1]);
    const [x, y] = at(named(elements, 'text').at(-1)!);
    expect(named(elements, 'text').at(-1)!.words).toBe('y9');
    expect(x).toBeGreaterThan(right![0]);
    expect(Math.abs(y - left![1])).toBeLessThan(5);
  });

  test('has no dots for many values, and no dashes where there are none', () => {
    const many = Array.from({ length: 61 }, (_, i) => 10 + i / 2);
    const line = { ...plot.lines[0]!, x: many, y: many.map(() => 2), dash: [] };
    const full = drawn({ lines: [line] });
    expect(named(full, 'circle')).toEqual([]);
    expect(named(full, 'path')[0]!.attributes).not.toHaveProperty('stroke-dasharray');
    const fewer = { ...line, x: many.slice(0, 60), y: line.y.slice(0, 60) };
    expect(named(drawn({ lines: [fewer] }), 'circle')).toHaveLength(60);
  });

  test('at a logarithmic scale has equal steps for equal factors, with some air about what there is', () => {
    const line = { ...plot.lines[0]!, y: [2, 20, null, 200] };
    const logarithmic = drawn({ lines: [line], yRange: null });
    const places = new Map(marks('y', logarithmic).map(([value, item]) => [value, at(item)[1]]));
    expect([...places.keys()]).toEqual([2, 5, 10, 20, 50, 100, 200]);
    const step = places.get(2)! - places.get(20)!;
    expect(step).toBeGreaterThan(0);
    expect(places.get(10)! - places.get(100)!).toBeCloseTo(step, 1);
    expect(places.get(20)! - places.get(200)!).toBeCloseTo(step, 1);
    expect(places.get(5)! - places.get(10)!).toBeCloseTo(step * Math.log10(2), 1);
    const [low, , high] = pathPoints(named(logarithmic, 'path')[0]!);
    expect(low![1]).toBeCloseTo(places.get(2)! - 4, 1);
    expect(high![1]).toBeCloseTo(places.get(200)! - 4, 1);
    expect(low![1]).toBeLessThan(area.bottom);
    expect(high![1]).toBeGreaterThan(area.top);
    expect(named(logarithmic, 'polygon')).toEqual([]);
    // A scale is there for nothing, too.
    const empty = drawn({ lines: [], yRange: null });
    expect(marks('y', empty).map(([value]) => value)).toEqual([0.1, 0.2, 0.5, 1]);
  });
});

describe('the page of curves', () => {
  const theme = sampleTheme;
  const viewState = parseViewState({});
  const state = fold(sampleEvents({ epochs: 4, batchesPerEpoch: 5 }));
  const others = (count: number): RunComparison => ({
    others: Array.from({ length: count }, (_, i) => ({ id: `${i}`, name: `Run ${i}`, state })),
    differences: [],
  });
  /** With what is on the page beside its background. */
  const page = (compared: RunComparison | null, of = state) => {
    const [svg, background, ...content] = parse(curvesSvg('Run', of, compared, viewState, theme));
    const [width, height] = [number(svg!, 'width'), number(svg!, 'height')];
    expect([number(background!, 'width'), number(background!, 'height')]).toEqual([width, height]);
    return { width, height, content };
  };
  const legend = (content: readonly Element[]): Element[] =>
    named(content, 'text').filter(({ words }) => words.includes(': loss'));

  test.each([0, 1, 4, 12])('has all of its parts below one another: %d runs laid over', (count) => {
    const { width, height, content } = page(count === 0 ? null : others(count));
    expectWithin(content, { left: 0, top: 0, right: width, bottom: height });
    const [losses, accuracies] = areasIn(content) as [Area, Area];
    expect(losses.bottom).toBeLessThan(accuracies.top);
    expect(accuracies.bottom - accuracies.top).toBe(losses.bottom - losses.top);
    // As far from one edge as from the other, with room for figures on the left.
    expect(width - losses.right).toBeGreaterThan(10);
    expect(losses.right - losses.left).toBeGreaterThan(0.8 * width);
    const items = legend(content);
    expect(items).toHaveLength(3 * Math.min(count + 1, 10));
    const title = named(content, 'text')[0]!;
    const remarks = named(content, 'text').filter(
      ({ words }) => words.includes('not drawn') || words.startsWith('○'),
    );
    expect(remarks).toHaveLength(count < 10 ? 1 : 2);
    const heights = [...items, ...remarks].map((item) => at(item)[1]);
    expect(Math.min(...heights)).toBeGreaterThan(at(title)[1] + 12);
    // The plot's own title is above its curves.
    expect(Math.max(...heights)).toBeLessThan(losses.top - 30);
    expect(losses.top - Math.max(...heights)).toBeLessThan(90);
    // In lines of their own, below the key.
    expect(new Set(remarks.map((item) => at(item)[1])).size).toBe(remarks.length);
    const lowest = Math.max(...items.map((item) => at(item)[1]));
    expect(Math.min(...remarks.map((item) => at(item)[1]))).toBeGreaterThan(lowest);
    expect(height - accuracies.bottom).toBeLessThan(80);
  });

  test('has a key in two columns, in which no network stands in the way of another', () => {
    const items = legend(page(others(2)).content);
    const columns = [...new Set(items.map((item) => at(item)[0]))];
    expect(columns).toHaveLength(2);
    expect(columns[1]! - columns[0]!).toBeGreaterThan(400);
    items.forEach((item, i) => {
      expect(at(item)[0]).toBe(columns[i % 2]);
      if (i > 1) expect(at(item)[1] - at(items[i - 2]!)[1]).toBeGreaterThanOrEqual(16);
      if (i % 2 === 1) expect(at(item)[1]).toBe(at(items[i - 1]!)[1]);
    });
  });

  test('has a line of each network before its name, in the stroke of its curve, level with it', () => {
    const { content } = page(null);
    const samples = legend(content).map((item) => content[content.indexOf(item) - 1]!);
    const paths = named(content, 'path').slice(0, 3);
    samples.forEach((sample, i) => {
      const [x, y] = at(legend(content)[i]!);
      expect(sample.name).toBe('line');
      expect(sample.attributes.stroke).toBe(paths[i]!.attributes.stroke);
      expect(sample.attributes['stroke-dasharray']).toBe(paths[i]!.attributes['stroke-dasharray']);
      expect(number(sample, 'stroke-width')).toBeGreaterThan(number(paths[i]!, 'stroke-width'));
      const [[start, height], [end, same]] = placesOf(sample) as [Place, Place];
      expect(end - start).toBeGreaterThan(20);
      expect(end).toBeLessThan(x);
      expect([height, same]).toEqual([y - 4, y - 4]);
    });
  });

  test('is shorter where nothing has been tested, and says the loss alone', () => {
    const untested = { ...state, tests: [], evaluations: {} };
    const { height, content } = page(null, untested);
    const [losses, ...rest] = areasIn(content);
    expect(rest).toEqual([]);
    expect(height - losses!.bottom).toBeLessThan(80);
    for (const { words } of legend(content)) expect(words).not.toContain('%');
  });
});
