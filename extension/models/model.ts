import { t } from '@vscode/l10n';
import type { ImageShape } from '#shared/image-shape';
import type { NetworkPlan } from '../engine/plan';
import { LabError, together } from '../errors';
import { settingName } from '../setting-names';
import { layerKind } from '../layers/kinds';
import { formatShape } from '../layers/shape';
import { optimizerKind, type OptimizerPlan, type OptimizerSpec } from '../optimizers/kinds';
import { balancedWeights } from '#shared/class-weights';
import type { ModelSummary, ParameterMatch } from '#shared/protocol/events';
import { type AugmentSpec, planAugment } from './augment';
import { describeInput, type InputSpec } from './describe';
import {
  type ChannelStatistics,
  type NormalizationName,
  planNormalization,
  usualNormalization,
} from './normalization';
import { type ResolvedLayer, resolveLayers } from './layers';
import { type MatchedLayer, matchedLayer, solveWidth } from './match';
import type { ModelSpec, ModelSpecs } from './spec';
import type { ScheduleSpec } from '../schedules/kinds';
import { parameterTotal, summarizeModel } from './summary';
import { suggestion } from '../schema/suggestion';

/** What a network is to work on: all that it must know of a data set. */
export interface Images {
  readonly shape: ImageShape;
  readonly classes: number;
  /** Mean and deviation of the training images, worked out when asked for; absent where only shapes matter. */
  readonly statistics?: () => ChannelStatistics;
  /** What becomes of the images of networks that do not say it themselves; absent: the settings' defaults. */
  readonly normalization?: NormalizationName;
  readonly augment?: AugmentSpec;
  /** Training images of each class, which balanced weights follow from; absent where nothing is to be trained. */
  readonly counts?: readonly number[];
}

/** What settings or a run say of the images of networks that do not say it themselves. */
export function inputsOf({
  normalization,
  augment,
}: Partial<InputSpec>): Pick<Images, 'normalization' | 'augment'> {
  return {
    ...(normalization === undefined ? {} : { normalization }),
    ...(augment === undefined ? {} : { augment }),
  };
}

/** A network, ready for the engine, and what people are told of it. */
export interface Model {
  readonly id: string;
  readonly plan: NetworkPlan;
  readonly schedule: ScheduleSpec;
  readonly summary: ModelSummary;
}

/**
 * Works out a network for these images: shapes through its layers, widths that are matched, defaults.
 * @param specs all networks of the settings
 * @throws LabError `input` that names network and layer, with the path in `mnistLab.models`
 */
export function resolveModel(specs: ModelSpecs, id: string, images: Images): Model {
  const { spec, layers, match } = resolve(specs, id, images, []);
  const logits = layers.at(-1)?.outputShape ?? images.shape;
  if (logits.length !== 1 || logits[0] !== images.classes) {
    throw new LabError(
      'input',
      t(
        'models.{0}: the last layer gives {1}, but {2} classes need ({2}): end with a linear layer of out_features "classes".',
        id,
        formatShape(logits),
        images.classes,
      ),
      settingName('models'),
      [id, 'layers', ...(layers.length === 0 ? [] : [layers.length - 1])],
    );
  }
  if (!layers.some(({ plan }) => layerKind(plan.type).width !== null)) {
    throw new LabError(
      'input',
      t('models.{0}: no layer has weights to train: add a linear layer.', id),
      settingName('models'),
      [id, 'layers'],
    );
  }
  const { schedule = { type: 'constant' }, initialization = 'default' } = spec;
  const input = inputOf(spec, images);
  return {
    id,
    plan: {
      inputShape: images.shape,
      layers: layers.map(({ plan }) => plan),
      optimizer: planOptimizer(id, spec.optimizer),
      initialization,
      normalization: planNormalization(input.normalization, images.shape[0], images.statistics),
      augment: planAugment(input.augment, images.shape),
      ...planClassWeights(id, spec, images),
    },
    schedule,
    summary: summarizeModel(id, spec, layers, match, describeInput(input), images.shape),
  };
}

/**
 * Works out several networks.
 * @throws LabError as `resolveModel`, of all that cannot work
 */
export function resolveModels(
  specs: ModelSpecs,
  ids: readonly string[],
  images: Images,
): readonly Model[] {
  const problems = new Map<string, LabError>();
  const models = ids.flatMap((id) => {
    try {
      return [resolveModel(specs, id, images)];
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      // A network that matches a wrong one has the same problem.
      problems.set(error.message, error);
      return [];
    }
  });
  const [problem, ...more] = problems.values();
  if (problem === undefined) return models;
  if (more.length === 0) throw problem;
  const { kind, count, list, setting, path } = together([problem, ...more]);
  throw new LabError(kind, t('{0} networks cannot be trained: {1}', count, list), setting, path);
}

/** What becomes of an image before the first layer: as the network says, or else as all do. */
function inputOf(spec: ModelSpec, images: Images): InputSpec {
  return {
    normalization: spec.normalization ?? images.normalization ?? usualNormalization,
    augment: spec.augment ?? images.augment ?? {},
  };
}

/** @throws LabError `input` where there are not as many as classes */
function planClassWeights(
  id: string,
  { class_weights: given }: ModelSpec,
  { classes, counts }: Images,
): Pick<NetworkPlan, 'classWeights'> {
  if (given === undefined) return {};
  if (given === 'balanced') {
    return counts === undefined ? {} : { classWeights: balancedWeights(counts) };
  }
  if (given.length === classes) return { classWeights: given };
  throw new LabError(
    'input',
    t(
      'models.{0}.class_weights has {1} numbers, but there are {2} classes: give one for each class, in their order, or "balanced".',
      id,
      given.length,
      classes,
    ),
    settingName('models'),
    [id, 'class_weights'],
  );
}

/** With PyTorch's defaults. @throws LabError `input` where PyTorch would refuse, too */
function planOptimizer(id: string, spec: OptimizerSpec): OptimizerPlan {
  return optimizerKind(spec.type).resolve(spec, (problem) => {
    const message = t('models.{0}.optimizer {1}: {2}', id, spec.type, problem);
    return new LabError('input', message, settingName('models'), [id, 'optimizer']);
  });
}

/** @throws LabError `usage` that names the unknown network and the nearest known one */
export function findSpec(specs: ModelSpecs, id: string): ModelSpec {
  const spec = Object.hasOwn(specs, id) ? specs[id] : undefined;
  if (spec !== undefined) return spec;
  throw new LabError(
    'usage',
    t('There is no network "{0}": {1}', id, suggestion(id, Object.keys(specs))),
    settingName('networks'),
  );
}

/** As many networks may wait for one another's totals: a longer chain is a mistake, and dear to follow. */
const LONGEST_CHAIN = 5;

interface Resolved {
  readonly spec: ModelSpec;
  readonly layers: readonly ResolvedLayer[];
  readonly match: ParameterMatch | null;
}

/** @param above networks that wait for this one's total, the first one first */
function resolve(
  specs: ModelSpecs,
  id: string,
  images: Images,
  above: readonly string[],
): Resolved {
  const spec = findSpec(specs, id);
  const layersFor = (matched?: number): ResolvedLayer[] =>
    resolveLayers(id, spec, images.shape, (width) =>
      width === 'classes' ? images.classes : matched!,
    );
  const wanted = matchedLayer(id, spec);
  if (wanted === null) return { spec, layers: layersFor(), match: null };
  const target = targetOf(specs, id, wanted, images, above);
  const width = solveWidth(id, wanted, target, (candidate) => parameterTotal(layersFor(candidate)));
  const layers = layersFor(width);
  const { model, layer, argument } = wanted;
  const totals = [parameterTotal(layers), target] as const;
  return { spec, layers, match: { model, layer, argument, width, totals } };
}

/** The total that a width is to be matched to. */
function targetOf(
  specs: ModelSpecs,
  id: string,
  { model, layer }: MatchedLayer,
  images: Images,
  above: readonly string[],
): number {
  const refuse = (problem: string): LabError =>
    new LabError('input', `models.${id}.layers[${layer}]: ${problem}`, settingName('models'), [
      id,
      'layers',
      layer,
    ]);
  if (!Object.hasOwn(specs, model)) {
    const cure = suggestion(model, Object.keys(specs));
    throw refuse(t('there is no network "{0}" to match: {1}', model, cure));
  }
  const chain = [...above, id];
  if (chain.includes(model)) {
    const circle = [...chain.slice(chain.indexOf(model)), model].join(' → ');
    throw refuse(
      t("networks wait for one another's totals ({0}): give one of them a number.", circle),
    );
  }
  if (chain.length === LONGEST_CHAIN) {
    throw refuse(
      t(
        'more than {0} networks wait for one another ({1} …): give one of them a number.',
        LONGEST_CHAIN,
        chain.join(' → '),
      ),
    );
  }
  return parameterTotal(resolve(specs, model, images, chain).layers);
}
