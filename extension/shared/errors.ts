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
