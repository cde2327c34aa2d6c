import { t } from '@vscode/l10n';
import * as v from 'valibot';
import type { ImageShape } from '#shared/image-shape';
import type { AugmentPlan } from '../engine/plan';
import { fields, type Help, number, type Typed } from '../schema/schema';

/** Pixels of the Gaussian that smoothes elastic displacements, to either side. */
const WIDEST = 100;

type Range = readonly [number, number];

/** Two numbers, the first of them not above the second. */
function range(minimum: number, maximum: number, help: Help) {
  const cure = (): string => t('give [least, most], two numbers from {0} to {1}', minimum, maximum);
  const end = v.pipe(v.number(cure), v.minValue(minimum, cure), v.maxValue(maximum, cure));
  return v.pipe(
    v.strictTuple([end, end], cure),
    v.check(([least, most]) => least <= most, cure),
    v.metadata({ ...help, errorMessage: cure }),
  );
}

/** A share, or one for each direction. */
function share2d(help: Help) {
  const cure = (): string => t('give a number, or [horizontal, vertical], from 0 to 1');
  const share = v.pipe(v.number(cure), v.minValue(0, cure), v.maxValue(1, cure));
  return v.pipe(
    v.union([share, v.strictTuple([share, share], cure)], cure),
    v.metadata({ ...help, errorMessage: cure }),
  );
}

function probability(value: number, key: string) {
  const help: Help = { default: value, markdownDescription: `%config.augment.${key}%` };
  return number({ minimum: 0, maximum: 1 }, help);
}

const usual = {
  alpha: 50,
  sigma: 5,
  p: 0.5,
  scale: [0.02, 0.33],
  ratio: [0.3, 3.3],
} as const;

/** How training images are varied, with torchvision's names, meanings and defaults. */
export const augmentSchema = v.pipe(
  fields({
    translate: v.exactOptional(
      share2d({ default: 0, markdownDescription: '%config.augment.translate%' }),
    ),
    degrees: v.exactOptional(
      number(
        { minimum: 0, maximum: 180 },
        { default: 0, markdownDescription: '%config.augment.degrees%' },
      ),
    ),
    scale: v.exactOptional(
      range(0.1, 10, { default: [1, 1], markdownDescription: '%config.augment.scale%' }),
    ),
    shear: v.exactOptional(
      number(
        { minimum: 0, maximum: 80 },
        { default: 0, markdownDescription: '%config.augment.shear%' },
      ),
    ),
    horizontal_flip: v.exactOptional(probability(0, 'horizontal_flip')),
    elastic: v.exactOptional(
      v.pipe(
        fields({
          alpha: v.exactOptional(
            number(
              { minimum: 0, maximum: 1000 },
              { default: usual.alpha, markdownDescription: '%config.augment.elastic.alpha%' },
            ),
          ),
          sigma: v.exactOptional(
            number(
              { minimum: 0.1, maximum: 20 },
              { default: usual.sigma, markdownDescription: '%config.augment.elastic.sigma%' },
            ),
          ),
        }),
        v.metadata({ markdownDescription: '%config.augment.elastic%' } satisfies Help),
      ),
    ),
    erasing: v.exactOptional(
      v.pipe(
        fields({
          p: v.exactOptional(probability(usual.p, 'erasing.p')),
          scale: v.exactOptional(
            range(0, 1, {
              default: usual.scale,
              markdownDescription: '%config.augment.erasing.scale%',
            }),
          ),
          ratio: v.exactOptional(
            range(0.01, 100, {
              default: usual.ratio,
              markdownDescription: '%config.augment.erasing.ratio%',
            }),
          ),
        }),
        v.metadata({ markdownDescription: '%config.augment.erasing%' } satisfies Help),
      ),
    ),
  }),
  v.metadata({
    defaultSnippets: [
      {
        label: 'translate, degrees, scale',
        description: '%config.snippet.augment%',
        body: { translate: 0.1, degrees: 10, scale: [0.9, 1.1] },
      },
    ],
  } satisfies Help),
);

export type AugmentSpec = Typed<typeof augmentSchema>;

/** What the engine is to do; null where nothing is varied. */
export function planAugment(spec: AugmentSpec, [, height, width]: ImageShape): AugmentPlan | null {
  const { translate = 0, degrees = 0, scale = [1, 1], shear = 0, elastic, erasing } = spec;
  const [x, y]: Range = typeof translate === 'number' ? [translate, translate] : translate;
  const { alpha = usual.alpha, sigma = usual.sigma } = elastic ?? {};
  const plan: AugmentPlan = {
    degrees,
    shear,
    shift: [x * width, y * height],
    scale,
    flip: spec.horizontal_flip ?? 0,
    elastic:
      elastic === undefined || alpha === 0 ? null : { alpha, sigma, radius: radiusOf(sigma) },
    erasing:
      erasing === undefined
        ? null
        : {
            p: erasing.p ?? usual.p,
            scale: erasing.scale ?? usual.scale,
            ratio: erasing.ratio ?? usual.ratio,
          },
  };
  return changesNothing(plan) ? null : plan;
}

/** Half of torchvision's `int(8 * sigma + 1)`, made odd. */
function radiusOf(sigma: number): number {
  return Math.min(WIDEST, Math.floor(Math.floor(8 * sigma + 1) / 2));
}

function changesNothing({ degrees, shear, shift, scale, flip, elastic, erasing }: AugmentPlan) {
  const still = [degrees, shear, ...shift, flip].every((value) => value === 0);
  const sized = scale[0] === 1 && scale[1] === 1;
  return still && sized && elastic === null && (erasing === null || erasing.p === 0);
}

/** `translate 0.1, degrees 10`: what a person typed, in words; empty where nothing is varied. */
export function describeAugment(spec: AugmentSpec): string {
  return Object.entries(spec)
    .map(([name, value]: [string, unknown]) => `${name} ${wordsOf(value)}`.trim())
    .join(', ');
}

function wordsOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const inner = Object.entries(value).map(([name, one]) => `${name} ${wordsOf(one)}`);
  return inner.length === 0 ? '' : `(${inner.join(', ')})`;
}
