import type {
  LayerSummary,
  ModelSummary,
  ParameterComparison,
  ParameterMatch,
} from '#shared/protocol/events';
import { fairnessSentence } from '#shared/fairness';
import { formatCount } from '#shared/format';
import { columnsOf, pad, wrap } from './columns';
import type { Style } from './style';
import { table } from './table';

const COLUMNS = 80;
const INDENT = 4;
const ALIGNMENTS = ['left', 'left', 'left', 'right'] as const;

/**
 * Each network's layers with output shapes, floating-point operations and parameters, the arithmetic of
 * the counts, how widths were matched, and why the networks compare.
 */
export function modelTables(
  models: readonly ModelSummary[],
  comparison: ParameterComparison | null,
  style: Style,
): string[] {
  const lines = models.flatMap((model, index) => [...modelTable(model, index, style), '']);
  if (comparison !== null) lines.push(...wrap(fairnessSentence(comparison), COLUMNS), '');
  return lines;
}

function modelTable(model: ModelSummary, index: number, style: Style): string[] {
  const title = `${style.series(index, style.bold(model.id))}  ${model.label}  ${style.dim(model.optimizer)}`;
  const sum = `${model.arithmetic} = ${formatCount(model.total)} parameters, ${formatCount(model.flops)} FLOPs for an image`;
  return [
    title,
    ...model.layers.flatMap((layer) => layerLines(layer, model.layers)),
    ...indent(wrap(sum, COLUMNS - 2), 2),
    ...(model.match === null
      ? []
      : indent(wrap(matchSentence(model, model.match), COLUMNS - 2), 2)),
  ];
}

/** A line for the layer, and one for each of its tensors in columns that all layers share. */
function layerLines(layer: LayerSummary, layers: readonly LayerSummary[]): string[] {
  const names = Math.max(...layers.map(({ name }) => columnsOf(name)));
  const operations = layer.flops === 0 ? '' : `, ${formatCount(layer.flops)} FLOPs`;
  const text = `${layer.description} → ${layer.outputShape.join('×')}${operations}`;
  const lines = wrap(text, COLUMNS - names - INDENT).map(
    (line, i) => `  ${pad(i === 0 ? layer.name : '', names, 'left')}  ${line}`,
  );
  const own = tensorRows(layer).length;
  const above = layers.slice(0, layers.indexOf(layer)).flatMap(tensorRows).length;
  const rows = table(layers.flatMap(tensorRows), ALIGNMENTS).slice(above, above + own);
  return [...lines, ...indent(rows, names + INDENT)];
}

function tensorRows({ parameters, buffers }: LayerSummary): string[][] {
  return [
    ...parameters.map(({ name, shape, arithmetic, count }) => [
      name,
      `[${shape.join(', ')}]`,
      arithmetic,
      formatCount(count),
    ]),
    ...buffers.map(({ name, shape }) => [name, `[${shape.join(', ')}]`, 'not trained', '']),
  ];
}

/** How the width came about, with both totals. */
function matchSentence({ layers }: ModelSummary, match: ParameterMatch): string {
  const [own, other] = match.totals;
  const difference = formatCount(Math.abs(own - other));
  return `${layers[match.layer]!.name}: ${match.argument} ${formatCount(match.width)} brings the total closest to ${match.model}: ${formatCount(own)} against ${formatCount(other)}, a difference of ${difference}.`;
}

function indent(lines: readonly string[], spaces: number): string[] {
  return lines.map((line) => `${' '.repeat(spaces)}${line}`);
}
