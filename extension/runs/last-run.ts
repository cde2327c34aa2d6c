import { joinPath, readBytes, setAside, writeAtomically } from '../platform/files';
import type { RunState } from '../protocol/run-state';

/** Goes up when `RunState` changes so that older files no longer fit. */
const VERSION = 2;
const FILE = 'last-run.json';

interface Record {
  readonly version: number;
  readonly state: RunState;
}

/** Keeps the last run of this machine, so that the panel can show it after a reload. */
export class LastRunStore {
  private pending = Promise.resolve();

  constructor(private readonly folder: string) {}

  /** Writes the run; writes follow one another, and each leaves a whole file. */
  save(state: RunState): Promise<void> {
    const text = JSON.stringify({ version: VERSION, state } satisfies Record);
    this.pending = this.pending
      .catch(() => undefined)
      .then(() => writeAtomically(this.path, new TextEncoder().encode(text)));
    return this.pending;
  }

  /**
   * The run that was saved last, or null. One that was running when the editor closed has stopped.
   * A file that cannot be understood is set aside under another name, and `onDamaged` told.
   */
  async load(onDamaged: (message: string) => void): Promise<RunState | null> {
    let bytes: Uint8Array;
    try {
      bytes = await readBytes(this.path);
    } catch {
      return null;
    }
    const record = parse(bytes);
    if (record === null) {
      const aside = await setAside(this.path);
      onDamaged(`The last run could not be read; its file was set aside as ${aside}.`);
      return null;
    }
    const { state } = record;
    return state.status === 'running' ? { ...state, status: 'stopped' } : state;
  }

  private get path(): string {
    return joinPath(this.folder, FILE);
  }
}

function parse(bytes: Uint8Array): Record | null {
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes)) as Partial<Record> | null;
    const { version, state } = value ?? {};
    const whole =
      version === VERSION &&
      state?.run.type === 'run' &&
      Array.isArray(state.elapsed) &&
      Array.isArray(state.epochs) &&
      typeof state.batchLosses === 'object' &&
      typeof state.evaluations === 'object';
    return whole ? { version, state } : null;
  } catch {
    return null;
  }
}
