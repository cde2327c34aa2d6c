import type { LayerSummary, ModelSummary } from '#shared/protocol/events';
import type { Theme } from '../render/theme';
import { strings } from '../views/parameters/strings';
import { PADDING, page } from './page';
import { element, text } from '#shared/svg';

const HEAD = 56;
const GAP = 40;
const LINE = 17;
const ARROW = 34;
/** Characters are counted, as a file knows no fonts: this wide each, at most. */
const CHARACTER = 7;
const NARROWEST = 220;

/** A box: its lines, the first of them bold. */
interface Box {
  readonly lines: readonly string[];
  readonly trained: boolean;
  /** What goes on to the next one; none after the last. */
  readonly below: string | null;
}

/** The networks of a run side by side as an SVG file, each from the image down to its classes. */
export function networksSvg(title: string, models: readonly ModelSummary[], theme: Theme): string {
  const columns = models.map((model) => {
    const boxes = boxesOf(model);
    const longest = Math.max(...boxes.flatMap(({ lines }) => lines.map(({ length }) => length)));
    const width = Math.max(NARROWEST, longest * CHARACTER + 24);
    return { model, boxes, width, height: boxes.reduce((sum, box) => sum + heightOf(box), 0) };
  });
  const width = columns.reduce((sum, column) => sum + column.width + GAP, 2 * PADDING - GAP);
  const height = 2 * PADDING + HEAD + Math.max(...columns.map((column) => column.height));
  let x = PADDING;
  const drawn = columns.map(({ model, boxes, width: wide }, index) => {
    const at = x;
    x += wide + GAP;
    return element(
      'g',
      { transform: `translate(${at} ${PADDING})` },
      element('rect', { y: 26, width: wide, height: 3, fill: colorOf(theme, index) }),
      text({ y: 46, 'font-size': 14, 'font-weight': 600 }, model.id),
      ...boxesSvg(boxes, wide, theme),
    );
  });
  return page(title, width, height, theme, ...drawn);
}

function colorOf(theme: Theme, index: number): string {
  return theme.series[index % theme.series.length]!;
}

function boxesOf({ layers, inputShape, input }: ModelSummary): Box[] {
  const images = {
    lines: [strings.images, ...(input === undefined ? [] : [input])],
    trained: false,
    below: inputShape === undefined ? '' : inputShape.join('×'),
  };
  const classes = strings.classes(layers.at(-1)!.outputShape[0]!);
  return [images, ...layers.map(boxOf), { lines: [classes], trained: false, below: null }];
}

function boxOf({ description, parameters, buffers, outputShape }: LayerSummary): Box {
  const tensors = [...parameters, ...buffers];
  const trained = parameters.reduce((sum, { count }) => sum + count, 0);
  return {
    lines: [
      description,
      ...tensors.map(({ name, shape }) => `${name} [${shape.join(', ')}]`),
      ...(trained === 0 ? [] : [strings.parameterCount(trained)]),
    ],
    trained: trained > 0,
    below: outputShape.join('×'),
  };
}

function heightOf({ lines, below }: Box): number {
  return lines.length * LINE + 10 + (below === null ? 0 : ARROW);
}

function boxesSvg(boxes: readonly Box[], width: number, theme: Theme): string[] {
  let y = HEAD;
  return boxes.flatMap((box) => {
    const { lines, trained, below } = box;
    const height = lines.length * LINE + 10;
    const top = y;
    y += heightOf(box);
    const fill = trained ? { fill: theme.grid, 'fill-opacity': 0.5 } : { fill: 'none' };
    const frame = { y: top, width, height, rx: 4, stroke: theme.foreground, ...fill };
    return [
      element('rect', frame),
      ...lines.map((line, i) =>
        text(
          {
            ...{ x: width / 2, y: top + 17 + i * LINE, 'text-anchor': 'middle' },
            ...(i === 0 ? { 'font-weight': 600 } : {}),
          },
          line,
        ),
      ),
      ...(below === null ? [] : arrow(width / 2, top + height, below, theme)),
    ];
  });
}

function arrow(x: number, y: number, words: string, theme: Theme): string[] {
  const [stroke, end] = [theme.foreground, y + ARROW];
  return [
    element('line', { x1: x, x2: x, y1: y, y2: end - 6, stroke }),
    element('path', { d: `M${x - 4} ${end - 7}L${x + 4} ${end - 7}L${x} ${end}Z`, fill: stroke }),
    text({ x: x + 10, y: y + ARROW / 2 + 4 }, words),
  ];
}
