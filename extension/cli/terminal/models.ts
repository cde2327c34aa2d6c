import type { ModelSummary, ParameterComparison } from '../../protocol/events';
import { formatCount } from './format';
import type { Style } from './style';
import { table, wrap } from './table';

const COLUMNS = 80;
const ALIGNMENTS = ['left', 'left', 'left', 'left', 'left', 'right'] as const;

/** Each network's layers and parameters with the arithmetic of the counts, and why they compare. */
export function modelTables(
  models: readonly ModelSummary[],
  comparison: ParameterComparison | null,
  style: Style,
): string[] {
  const lines = models.flatMap((model, index) => [...modelTable(model, index, style), '']);
  if (comparison !== null) lines.push(...wrap(comparison.sentence, COLUMNS), '');
  return lines;
}

function modelTable(model: ModelSummary, index: number, style: Style): string[] {
  const title = `${style.series(index, style.bold(model.id))}  ${model.label}  ${style.dim(model.optimizer)}`;
  const header = ['layer', 'output', 'parameter', 'shape', 'arithmetic', 'count'].map((text) =>
    style.dim(text),
  );
  const rows = model.layers.flatMap((layer) => {
    const output = layer.outputShape.join('×');
    if (layer.parameters.length === 0) return [[layer.name, output]];
    return layer.parameters.map((parameter, i) => [
      i === 0 ? layer.name : '',
      i === 0 ? output : '',
      parameter.name,
      `[${parameter.shape.join(', ')}]`,
      parameter.arithmetic,
      formatCount(parameter.count),
    ]);
  });
  return [
    title,
    ...table([header, ...rows], ALIGNMENTS).map((line) => `  ${line}`),
    `  ${model.arithmetic} = ${style.bold(formatCount(model.total))} parameters`,
  ];
}
