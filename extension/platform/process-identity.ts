/** A process of this machine or, by a shared folder, of another. */
export interface ProcessIdentity {
  /** What process ids are unique in until the machine is started anew, as 12 hexadecimal digits. */
  readonly host: string;
  readonly pid: number;
  /**
   * When it began, which tells it from a later process with its id: clock ticks since the machine was started, and 0
   * where the system does not say.
   */
  readonly start: number;
}
