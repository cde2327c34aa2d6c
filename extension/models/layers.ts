import { t } from '@vscode/l10n';
import { LabError } from '../errors';
import { settingName } from '../setting-names';
import type { Width } from '../layers/kind';
import { layerKind, type LayerPlan, type LayerSpec } from '../layers/kinds';
import type { Shape } from '../layers/shape';
import type { ModelSpec } from './spec';

/** A layer with every size that follows from what comes in. */
export interface ResolvedLayer {
  readonly spec: LayerSpec;
  readonly plan: LayerPlan;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
}

/** What a width that is not a number stands for. */
export type WidthSolver = (width: Exclude<Width, number>, layer: number) => number;

/**
 * Infers the shapes through a network.
 * @throws LabError `input` that names model, layer, what came in and what the layer needs
 */
export function resolveLayers(
  id: string,
  spec: ModelSpec,
  imageShape: Shape,
  widthOf: WidthSolver,
): ResolvedLayer[] {
  let inputShape = imageShape;
  const named = new Map<string, number>();
  return spec.layers.map((layer, index) => {
    const refuse = (problem: string): LabError => layerError(id, index, layer.type, problem);
    const name = 'name' in layer ? (layer.name ?? index.toString()) : index.toString();
    const resolved = layerKind(layer.type).resolve(layer, inputShape, {
      name,
      widthOf: (width) => (typeof width === 'number' ? width : widthOf(width, index)),
      refuse,
    });
    if ('name' in resolved.plan) {
      const first = named.get(name);
      // Two layers of a name would have the same weight names.
      if (first !== undefined) {
        throw refuse(
          t('its name "{0}" is that of layers[{1}] already: choose another name.', name, first),
        );
      }
      named.set(name, index);
    }
    const layerShape = inputShape;
    inputShape = resolved.outputShape;
    return { spec: layer, inputShape: layerShape, ...resolved };
  });
}

/** `models.tiny.layers[3] conv2d: …`, where it stands in the settings. */
export function layerError(id: string, index: number, type: string, problem: string): LabError {
  const where = `models.${id}.layers[${index}] ${type}`;
  return new LabError('input', `${where}: ${problem}`, settingName('models'), [
    id,
    'layers',
    index,
  ]);
}
