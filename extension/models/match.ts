import { t } from '@vscode/l10n';
import { LabError } from '../errors';
import { settingName } from '../setting-names';
import type { Width } from '../layers/kind';
import { layerKind, type LayerSpec } from '../layers/kinds';
import { MAXIMUM_WIDTH } from '../layers/weighted';
import type { ModelSpec, ModelSpecs } from './spec';

/** A layer whose width is to be solved. */
export interface MatchedLayer {
  readonly layer: number;
  readonly argument: 'out_features' | 'out_channels';
  /** Id of the network to match. */
  readonly model: string;
}

/** A total that is further off than this share of the other one has not been matched. */
const REACHED = 0.1;

/**
 * The one layer of a network that has `{"match": …}` for a width; null if none has.
 * @throws LabError `input` for more than one: many widths would do
 */
export function matchedLayer(id: string, { layers }: ModelSpec): MatchedLayer | null {
  const found = matchedLayers(layers);
  const [first, second] = found;
  if (second !== undefined) {
    throw new LabError(
      'input',
      t(
        'models.{0}.layers[{1}]: a second width is to be matched, besides layers[{2}], and many pairs of widths would do: give one of them a number.',
        id,
        second.layer,
        first!.layer,
      ),
      settingName('models'),
      [id, 'layers', second.layer],
    );
  }
  return first ?? null;
}

/** Ids of the networks whose totals a network's widths hang on. */
export function matchTargets({ layers }: ModelSpec): string[] {
  return matchedLayers(layers).map(({ model }) => model);
}

function matchedLayers(layers: readonly LayerSpec[]): MatchedLayer[] {
  return layers.flatMap((layer, index): MatchedLayer[] => {
    const argument = layerKind(layer.type).width;
    if (argument === null) return [];
    const width = (layer as Partial<Record<typeof argument, Width>>)[argument];
    return typeof width === 'object' ? [{ layer: index, argument, model: width.match }] : [];
  });
}

/** These networks and those that they are matched to: all that a run of them goes by. */
export function neededSpecs(specs: ModelSpecs, ids: readonly string[]): ModelSpecs {
  const needed = new Map<string, ModelSpec>();
  const waiting = [...ids];
  for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
    if (needed.has(id) || !Object.hasOwn(specs, id)) continue;
    needed.set(id, specs[id]!);
    waiting.push(...matchTargets(specs[id]!));
  }
  return Object.fromEntries(needed);
}

/**
 * The width for which the parameter total comes as close as possible to `target`, the smaller of two that
 * come equally close.
 *
 * @param totalFor parameter total by width: a line that rises, for the width is a side of every tensor that
 * grows with it, and no tensor has it twice
 * @throws LabError `input` when not even the closest is close
 */
export function solveWidth(
  id: string,
  { layer, argument, model }: MatchedLayer,
  target: number,
  totalFor: (width: number) => number,
): number {
  const first = totalFor(1);
  const exact = 1 + (target - first) / (totalFor(2) - first);
  const narrower = Math.min(Math.max(1, Math.floor(exact)), MAXIMUM_WIDTH);
  const high = Math.min(narrower + 1, MAXIMUM_WIDTH);
  const off = (width: number): number => Math.abs(totalFor(width) - target);
  const width = off(narrower) <= off(high) ? narrower : high;
  if (off(width) > REACHED * target) {
    throw new LabError(
      'input',
      t(
        'models.{0}.layers[{1}]: no {2} brings {0} near the {3} parameters of {4}: {5} gives {6}. Change its other layers, or match another network.',
        id,
        layer,
        argument,
        target,
        model,
        width,
        totalFor(width),
      ),
      settingName('models'),
      [id, 'layers', layer],
    );
  }
  return width;
}
