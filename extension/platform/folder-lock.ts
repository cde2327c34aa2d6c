import { every } from './every';
import { createExclusively, joinPath, listFolder, modifiedAt, removeFile, touch } from './files';
import { isAlive, thisProcess } from './process';
import type { ProcessIdentity } from './process-identity';

/**
 * Milliseconds between two signs of life of an owner, and of silence after which it is taken for dead where its process
 * cannot be asked.
 */
const BEAT = 2_000;
const SILENCE = 15_000;

/** `live-HOST-PID-START-OWNER`: no two are alike, so that a dead one can be deleted and never a successor. */
const NAME =
  /^live-(?<host>[0-9a-f]{12})-(?<pid>\d{1,10})-(?<start>\d{1,15})-(?<owner>[0-9a-f]{8})$/;

/**
 * Says to every process that one of them works in a folder: an empty file in it, whose name tells whose it is and whose
 * time when its owner was last heard of.
 */
export class FolderLock {
  private endBeat: () => void = () => undefined;

  private constructor(private readonly path: string) {}

  /**
   * @param folder is made where it is not there
   * @param owner tells those apart that share a process
   * @returns who has it, where another owner does. Of two that ask at the same time none or one gets it: each
   *   says so before it looks whether others do.
   */
  static async acquire(folder: string, owner: string): Promise<FolderLock | ProcessIdentity> {
    const { host, pid, start } = thisProcess;
    const path = joinPath(folder, `live-${host}-${pid}-${start}-${owner}`);
    if (!(await createExclusively(path))) return thisProcess;
    let holder: ProcessIdentity | null = thisProcess;
    try {
      holder = await holderElsewhere(folder, await listFolder(folder), owner);
    } finally {
      if (holder !== null) await removeFile(path);
    }
    return holder ?? new FolderLock(path);
  }

  /** Gives signs of life until it is released. */
  beat(): void {
    this.endBeat = every(BEAT, () => {
      // A folder that somebody has deleted by hand does not come back.
      void touch(this.path).catch(() => undefined);
    });
  }

  /** Where its sign cannot be taken away just now, that is tried again. */
  async release(): Promise<void> {
    this.endBeat();
    const remove = (): Promise<void> =>
      removeFile(this.path).then(
        () => {
          this.endBeat();
        },
        () => undefined,
      );
    this.endBeat = every(BEAT, () => void remove());
    await remove();
  }
}

/**
 * The process of a living owner other than this one that holds a folder; null where there is none.
 * @param names what is in the folder
 */
export async function holderElsewhere(
  folder: string,
  names: readonly string[],
  owner: string,
): Promise<ProcessIdentity | null> {
  for (const name of names) {
    if (!NAME.test(name) || ownerOf(name) === owner) continue;
    if (await isHeld(joinPath(folder, name), name)) return processOf(name);
  }
  return null;
}

/** Clears away what owners that have died left in a folder. */
export async function removeDeadLocks(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const path = joinPath(folder, name);
    if (NAME.test(name) && !(await isHeld(path, name))) await removeFile(path);
  }
}

/** The owner's process tells, whatever clocks say and however long the machine slept; where it cannot, its signs do. */
async function isHeld(path: string, name: string): Promise<boolean> {
  const alive = await isAlive(processOf(name));
  if (alive !== null) return alive;
  const heard = await modifiedAt(path);
  // A clock that was set back makes it come from the future: the next beat mends it.
  return heard !== null && Math.abs(Date.now() - heard) < SILENCE;
}

function ownerOf(name: string): string | undefined {
  return NAME.exec(name)?.groups!.owner;
}

function processOf(name: string): ProcessIdentity {
  const { host, pid, start } = NAME.exec(name)!.groups!;
  return { host: host!, pid: Number(pid), start: Number(start) };
}
