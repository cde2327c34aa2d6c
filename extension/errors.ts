import type { LabErrorData, SettingPath } from '#shared/protocol/events';

/**
 * An error that a person can act on: its message names what is wrong, where, and what to do.
 * Anything else that is thrown is a bug and is reported as `internal`.
 */
export class LabError extends Error {
  constructor(
    readonly kind: LabErrorData['kind'],
    message: string,
    readonly setting?: string,
    /** Where in that setting's value. */
    readonly path?: SettingPath,
  ) {
    super(message);
    this.name = 'LabError';
  }
}

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

/** Turns whatever was thrown into data that can cross to another thread or to the panel. */
export function toErrorData(thrown: unknown): LabErrorData {
  if (thrown instanceof LabError) {
    const { kind, message, setting, path } = thrown;
    return {
      kind,
      message,
      ...(setting === undefined ? {} : { setting }),
      ...(path === undefined ? {} : { path }),
    };
  }
  return { kind: 'internal', message: thrown instanceof Error ? thrown.message : String(thrown) };
}

export function fromErrorData(data: LabErrorData): LabError {
  return new LabError(data.kind, data.message, data.setting, data.path);
}

/** Node's reason in one line and without a full stop, to stand within a sentence: its stack helps nobody there. */
export function inOneLine(reason: string): string {
  return reason.split('\n', 1)[0]!.replace(/[.\s]+$/, '');
}
