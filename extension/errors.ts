import type { LabError } from '#shared/errors';
import type { LabErrorData, SettingPath } from '#shared/protocol/events';

export { fromErrorData, LabError, toErrorData } from '#shared/errors';

/** What several errors have in common, so that one can tell all and nobody has to run again to hear of the next. */
export interface Problems {
  readonly count: number;
  /** `(1) … (2) …` */
  readonly list: string;
  readonly kind: LabErrorData['kind'];
  /** The setting that all are about; else `mnistLab`, for which the Settings editor shows all of ours. */
  readonly setting: string | undefined;
  readonly path: SettingPath | undefined;
}

/** @param problems at least one */
export function together(problems: readonly LabError[]): Problems {
  const [first, ...others] = problems;
  const { kind, setting, path } = first!;
  const alike = others.every((other) => other.setting === setting);
  return {
    count: problems.length,
    list: problems.map(({ message }, index) => `(${index + 1}) ${message}`).join(' '),
    kind,
    setting: alike ? setting : 'mnistLab',
    path: alike ? path : undefined,
  };
}

/** Node's reason in one line and without a full stop, to stand within a sentence: its stack helps nobody there. */
export function inOneLine(reason: string): string {
  return reason.split('\n', 1)[0]!.replace(/[.\s]+$/, '');
}
