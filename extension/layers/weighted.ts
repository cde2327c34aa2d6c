import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { FLOAT, product } from '../kernels/sizes';
import { type Fields, fill } from '../kernels/structs';
import { fields, flag, type Help, type ManifestText, text, textLike } from '../schema/schema';
import type { KernelLayer, LayOutContext } from './kernel-layer';
import type { FusedActivation, ParameterTensor, Tensors } from './tensors';

/** What linear layers and convolutions have in common: a name, a width, weights and a bias. */

export const MAXIMUM_WIDTH = 1_000_000;
/** As long as an id. */
const MAXIMUM_NAME = 100;

export function layerName() {
  const pattern = /^[A-Za-z_][A-Za-z0-9_]*$|^[0-9]+$/;
  const cure = (): string =>
    t('choose a name of letters, digits and underscores, {0} at most', MAXIMUM_NAME);
  return v.exactOptional(
    textLike(pattern, MAXIMUM_NAME, cure, { markdownDescription: '%config.layer.name%' }),
  );
}

/** A width that is typed, that of the data set's classes, or solved so that parameter totals match. */
export function layerWidth(markdownDescription: ManifestText) {
  const cure = (): string =>
    t('give a whole number from 1 to {0}, "classes", or {"match": "ID"}', MAXIMUM_WIDTH);
  const width = v.pipe(
    v.number(cure),
    v.integer(cure),
    v.minValue(1, cure),
    v.maxValue(MAXIMUM_WIDTH, cure),
  );
  const match = text(1, MAXIMUM_NAME, { markdownDescription: '%config.layer.match%' });
  const help: Help = {
    errorMessage: cure,
    defaultSnippets: [
      {
        label: 'classes',
        description: '%config.snippet.classes%',
        body: 'classes',
      },
      {
        label: 'match',
        description: '%config.snippet.match%',
        body: { match: '${1:cnn}' },
      },
    ],
    markdownDescription,
  };
  return v.pipe(
    v.union([width, v.literal('classes'), fields({ match })], cure),
    v.metadata({ ...help }),
  );
}

export function layerBias() {
  return v.exactOptional(flag({ default: true, markdownDescription: '%config.layer.bias%' }));
}

/** `, bias=False`, where there is none. */
export function withoutBias(bias: boolean): string {
  return bias ? '' : ', bias=False';
}

/** @param shape of the weight: (out, in, …) */
export function weightAndBias(
  layer: string,
  shape: readonly [number, ...number[]],
  bias: boolean,
): Tensors {
  const fanIn = product(shape.slice(1));
  const fanOut = shape[0] * product(shape.slice(2));
  const parameters: ParameterTensor[] = [{ name: `${layer}.weight`, shape, fanIn, fanOut }];
  if (bias) parameters.push({ name: `${layer}.bias`, shape: [shape[0]], fanIn, fanOut });
  return { parameters, buffers: [] };
}

/** Where the kernels find weight and bias, and the activation that they apply. */
export function weightFields(
  { kernels, offsets }: LayOutContext,
  fused: FusedActivation | null,
): Fields<'layer'> {
  const [weight, bias] = offsets;
  return {
    weight: weight!,
    bias: bias ?? kernels.NO_BIAS.value,
    activation: activationCode(kernels, fused),
  };
}

/** Fills what linear layers in packs and convolutions have: weights, and their packings for panels. */
export function layOutPacked(context: LayOutContext, { parameters, fused }: KernelLayer): void {
  const { kernels, reserve, struct, needsInputGradient, fusedBelow } = context;
  const bytes = product(parameters[0]!.shape) * FLOAT;
  fill(context, 'layer', struct, {
    ...weightFields(context, fused),
    finishMode: kernels.finishModeOf(activationCode(kernels, fusedBelow)),
    packed: reserve.allocate(bytes, 'parameters'),
    packedGradient: needsInputGradient ? reserve.allocate(bytes, 'parameters') : 0,
  });
  context.needTemporary(kernels.linearWorkBytes());
}

function activationCode(kernels: LayOutContext['kernels'], fused: FusedActivation | null): number {
  switch (fused) {
    case 'sigmoid':
      return kernels.ACTIVATION_SIGMOID.value;
    case 'relu':
      return kernels.ACTIVATION_RELU.value;
    case null:
      return kernels.ACTIVATION_NONE.value;
  }
}
