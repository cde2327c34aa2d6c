import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { MOST_CLASSES } from '#shared/class-weights';
import type { Initialization } from '../engine/plan';
import { layerKinds } from '../layers/kinds';
import { optimizerKinds } from '../optimizers/kinds';
import { scheduleKinds } from '../schedules/kinds';
import {
  choice,
  fields,
  type Help,
  list,
  type ManifestText,
  oneOfKinds,
  type Snippet,
  text,
  type Typed,
} from '../schema/schema';
import { normalizations } from './normalization';
import { augmentSchema } from './augment';
import { LONGEST_ID } from './ids';

/** As long as a legend can show. */
const LONGEST_LABEL = 60;
const MOST_LAYERS = 100;
/** The least weight that counts: the sum of those of a batch has to have a reciprocal in float32. */
const LEAST_CLASS_WEIGHT = 1e-6;
/** Networks that settings may hold. */
export const MOST_MODELS = 100;

/** Names of `nn.init`, called without arguments. */
export const initializations = [
  'default',
  'xavier_uniform',
  'xavier_normal',
  'kaiming_uniform',
  'kaiming_normal',
] as const satisfies readonly Initialization[];

export const normalizationHelp: readonly ManifestText[] = [
  '%config.normalization.centered%',
  '%config.normalization.unit%',
  '%config.normalization.standard%',
];

const template: Snippet = {
  label: 'network',
  description: '%config.snippet.network%',
  body: {
    label: '${1:Tiny}',
    layers: [
      { type: 'conv2d', out_channels: 16, kernel_size: 3 },
      { type: 'relu' },
      { type: 'max_pool2d', kernel_size: 2 },
      { type: 'linear', out_features: 'classes' },
    ],
    optimizer: { type: 'adam', lr: 0.001 },
  },
};

const classWeightsCure = (): string =>
  t(
    'choose "balanced", or give a list of a number for each class: from 0.000001 to 1000000, or 0 for one that does not count',
  );
const noClassCountsCure = (): string =>
  t('no class counts where all of them have 0: give at least one a number above that');

/** PyTorch's `weight` of the loss, or what scikit-learn calls balanced. */
const classWeights = v.pipe(
  v.union(
    [
      v.literal('balanced'),
      v.pipe(
        v.array(
          v.union(
            [
              v.literal(0),
              v.pipe(
                v.number(),
                v.minValue(LEAST_CLASS_WEIGHT, classWeightsCure),
                v.maxValue(1 / LEAST_CLASS_WEIGHT, classWeightsCure),
              ),
            ],
            classWeightsCure,
          ),
          classWeightsCure,
        ),
        v.minLength(1, classWeightsCure),
        v.maxLength(MOST_CLASSES, classWeightsCure),
        v.check((weights) => weights.some((weight) => weight > 0), noClassCountsCure),
      ),
    ],
    classWeightsCure,
  ),
  v.metadata({
    errorMessage: classWeightsCure,
    markdownDescription: '%config.model.class_weights%',
  } satisfies Help),
);

/**
 * A network as a person writes it in `mnistLab.models`: layers in order with PyTorch's names and
 * argument names, and how it is trained. The notebook's three networks are written in this same form, as
 * the setting's default.
 */
export const modelSchema = v.pipe(
  fields({
    /** Default: the id. */
    label: v.exactOptional(text(1, LONGEST_LABEL, { markdownDescription: '%config.model.label%' })),
    layers: list(oneOfKinds(layerKinds), 1, MOST_LAYERS, {
      markdownDescription: '%config.model.layers%',
    }),
    optimizer: oneOfKinds(optimizerKinds, {
      default: { type: 'adam', lr: 0.001 },
      markdownDescription: '%config.model.optimizer%',
    }),
    /** Default constant. */
    schedule: v.exactOptional(
      oneOfKinds(scheduleKinds, {
        default: { type: 'constant' },
        markdownDescription: '%config.model.schedule%',
      }),
    ),
    /** What the loss of an image counts by, by its class. Default: all count the same. */
    class_weights: v.exactOptional(classWeights),
    /** Weights only. Default `default`: kaiming_uniform with a = sqrt(5), that is U(±1/sqrt(fan_in)). */
    initialization: v.exactOptional(
      choice(initializations, {
        default: 'default',
        enumDescriptions: [
          '%config.initialization.default%',
          '%config.initialization.xavier_uniform%',
          '%config.initialization.xavier_normal%',
          '%config.initialization.kaiming_uniform%',
          '%config.initialization.kaiming_normal%',
        ],
        markdownDescription: '%config.model.initialization%',
      }),
    ),
    /** Default: the setting's. */
    normalization: v.exactOptional(
      choice(normalizations, {
        enumDescriptions: normalizationHelp,
        markdownDescription: '%config.model.normalization%',
      }),
    ),
    /** Default: the setting's. Takes its place whole. */
    augment: v.exactOptional(
      v.pipe(
        augmentSchema,
        v.metadata({ markdownDescription: '%config.model.augment%' } satisfies Help),
      ),
    ),
  }),
  v.metadata({ defaultSnippets: [template] }),
);

const id = v.pipe(v.string(), v.maxLength(LONGEST_ID), v.regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/));

const modelsCure = (): string => t('give networks by id, each with layers and an optimizer');

/** All networks, by id. */
export const modelsSchema = v.pipe(
  v.record(id, modelSchema, modelsCure),
  v.maxEntries(MOST_MODELS),
  v.metadata({ errorMessage: modelsCure, markdownDescription: '%config.models%' } satisfies Help),
);

export type ModelSpec = Typed<typeof modelSchema>;
export type ModelSpecs = Readonly<Record<string, ModelSpec>>;
