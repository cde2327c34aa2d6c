import { every } from '../platform/every';
import {
  createExclusively,
  joinPath,
  listFolder,
  modifiedAt,
  removeFile,
  touch,
} from '../platform/files';
import { isAlive, thisProcess } from '../platform/process';

/**
 * Milliseconds between two signs of life of a run in training, and of silence after which it is taken for dead where
 * its process cannot be asked.
 */
const BEAT = 2_000;
const SILENCE = 15_000;

/** `live-HOST-PID-START-OWNER`: no two are alike, so that a dead one can be deleted and never a successor. */
const NAME =
  /^live-(?<host>[0-9a-f]{12})-(?<pid>\d{1,10})-(?<start>\d{1,15})-(?<owner>[0-9a-f]{8})$/;

/**
 * Says to every window that a run is in training in one of them: an empty file in the run's folder, whose
 * name tells whose it is and whose time when its owner was last heard of.
 */
export class RunLock {
  private endBeat: () => void = () => undefined;

  private constructor(private readonly path: string) {}

  /**
   * @param folder of the run; has to be there
   * @param owner tells windows apart that share a process
   * @returns null where another owner has it. Of two that ask at the same time none or one gets it: each
   *   says so before it looks whether others do.
   */
  static async acquire(folder: string, owner: string): Promise<RunLock | null> {
    const { host, pid, start } = thisProcess;
    const path = joinPath(folder, `live-${host}-${pid}-${start}-${owner}`);
    if (!(await createExclusively(path))) return null;
    let free = false;
    try {
      free = !(await isLiveElsewhere(folder, await listFolder(folder), owner));
    } finally {
      if (!free) await removeFile(path);
    }
    return free ? new RunLock(path) : null;
  }

  /** Gives signs of life until it is released. */
  beat(): void {
    this.endBeat = every(BEAT, () => {
      // A folder that somebody has deleted by hand does not come back.
      void touch(this.path).catch(() => undefined);
    });
  }

  async release(): Promise<void> {
    this.endBeat();
    await removeFile(this.path);
  }
}

/**
 * Whether a living owner other than this one holds the run.
 * @param names what is in the run's folder
 */
export async function isLiveElsewhere(
  folder: string,
  names: readonly string[],
  owner: string,
): Promise<boolean> {
  const others = names.filter((name) => NAME.test(name) && ownerOf(name) !== owner);
  const alive = await Promise.all(others.map((name) => isHeld(joinPath(folder, name), name)));
  return alive.includes(true);
}

/** Clears away what owners that have died left in a run's folder. */
export async function removeDeadLocks(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const path = joinPath(folder, name);
    if (NAME.test(name) && !(await isHeld(path, name))) await removeFile(path);
  }
}

/** The owner's process tells, whatever clocks say and however long the machine slept; where it cannot, its signs do. */
async function isHeld(path: string, name: string): Promise<boolean> {
  const { host, pid, start } = NAME.exec(name)!.groups!;
  const alive = isAlive({ host: host!, pid: Number(pid), start: Number(start) });
  if (alive !== null) return alive;
  const heard = await modifiedAt(path);
  // A clock that was set back makes it come from the future: the next beat mends it.
  return heard !== null && Math.abs(Date.now() - heard) < SILENCE;
}

function ownerOf(name: string): string | undefined {
  return NAME.exec(name)?.groups!.owner;
}
