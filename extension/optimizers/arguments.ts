import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { type ManifestText, number } from '../schema/schema';

/** Arguments that several optimisers have. */

export function learningRate() {
  return number({ above: 0, maximum: 10 }, { markdownDescription: '%config.optimizer.lr%' });
}

export function momentum() {
  return share(0, '%config.optimizer.momentum%');
}

/** From 0 to below 1. */
export function share(value: number, markdownDescription: ManifestText) {
  return v.exactOptional(number({ minimum: 0, below: 1 }, { default: value, markdownDescription }));
}

export function epsilon(value: number) {
  return v.exactOptional(
    number(
      { above: 0, maximum: 1 },
      { default: value, markdownDescription: '%config.optimizer.eps%' },
    ),
  );
}

export function weightDecay(
  value = 0,
  markdownDescription: ManifestText = '%config.optimizer.weight_decay%',
) {
  return v.exactOptional(
    number({ minimum: 0, maximum: 1 }, { default: value, markdownDescription }),
  );
}

/** Adam's two shares. */
export function betas() {
  const cure = (): string => t('give two numbers from 0 to below 1');
  const beta = v.pipe(v.number(cure), v.minValue(0, cure), v.ltValue(1, cure));
  return v.exactOptional(
    v.pipe(
      v.strictTuple([beta, beta], cure),
      v.metadata({
        default: [0.9, 0.999],
        errorMessage: cure,
        markdownDescription: '%config.optimizer.betas%',
      }),
    ),
  );
}
