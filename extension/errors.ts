import type { LabErrorData, SettingPath } from './protocol/events';

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

/**
 * One error that tells all, so that nobody has to run again to hear of the next.
 * @param tell the sentence about so many problems, which it lists
 */
export function together(
  problems: readonly LabError[],
  tell: (count: number, list: string) => string,
): LabError {
  const [first, ...others] = problems;
  if (others.length === 0) return first!;
  const list = problems.map(({ message }, index) => `(${index + 1}) ${message}`).join(' ');
  const { kind, setting, path } = first!;
  const message = tell(problems.length, list);
  return others.every((other) => other.setting === setting)
    ? new LabError(kind, message, setting, path)
    : // The Settings editor shows all of ours for this name.
      new LabError(kind, message, 'mnistLab');
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
