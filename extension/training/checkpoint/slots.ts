import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { LabError } from '../../errors';
import { readSealed, seal, writeUnsealed } from '../../formats/seal';
import type { Invalid, Room } from '../../formats/safetensors';
import {
  ensureWritable,
  joinPath,
  listFolder,
  readBytes,
  removeLeftovers,
  replaceFile,
} from '../../platform/files';
import { isMissing, whyUnreadable, writeProblem } from '../../platform/file-problems';
import { type Checkpoint, facts, fromParts, toTensors, VERSION } from './value';

/**
 * The files of a folder's checkpoints, written in turn: while one is written the other is whole, and where one is
 * damaged all the same, there is the one before it.
 */
const FILES = ['checkpoint-a.safetensors', 'checkpoint-b.safetensors'] as const;

/** Key of the metadata that has the facts. */
const FACTS = 'checkpoint';

/** A checkpoint in bytes, and where they belong. */
export interface Written {
  readonly file: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Name of the file that a checkpoint goes to. */
export function fileOf(number: number): string {
  return FILES[number % FILES.length]!;
}

/**
 * What is to be written, as it is now. To be sealed and written afterwards, for which there is time.
 * @param room for the bytes
 */
export function encode(checkpoint: Checkpoint, room?: Room): Written {
  const { facts } = checkpoint;
  const metadata = { [FACTS]: JSON.stringify({ version: VERSION, ...facts }) };
  return {
    file: fileOf(facts.number),
    bytes: writeUnsealed(toTensors(checkpoint), metadata, room),
  };
}

/** Rejects with Node's error where it cannot be written. A folder that is gone does not come back. */
export async function writeCheckpoint(folder: string, { file, bytes }: Written): Promise<void> {
  await seal(bytes);
  await replaceFile(joinPath(folder, file), bytes);
}

/** The newest checkpoint of a folder that can be used. */
export interface Found {
  readonly checkpoint: Checkpoint;
  /** What is worth saying: that there was one that could not be used. */
  readonly notices: readonly string[];
}

/**
 * @throws LabError `input` where there is none, none can be used, or one is of another version of MNIST Lab, whose
 *   progress would be lost
 */
export async function readNewest(folder: string): Promise<Found> {
  const slots = await Promise.all(FILES.map((file) => readSlot(joinPath(folder, file))));
  const whole = slots.flatMap((slot) => (typeof slot === 'object' && slot !== null ? [slot] : []));
  const problems = slots.filter((slot) => typeof slot === 'string');
  const [first, ...others] = whole;
  if (first !== undefined) {
    const newest = others.reduce((a, b) => (b.facts.number > a.facts.number ? b : a), first);
    return {
      checkpoint: newest,
      notices: problems.map((problem) =>
        t('A checkpoint cannot be used: {0}. The run goes on from the other one.', problem),
      ),
    };
  }
  if (problems.length === 0) {
    throw new LabError(
      'input',
      t(
        'There is no checkpoint in {0}: choose the folder that a run wrote its checkpoints to.',
        folder,
      ),
    );
  }
  throw new LabError(
    'input',
    t(
      'The checkpoints in {0} cannot be used ({1}): train anew, into another folder.',
      folder,
      problems.join('; '),
    ),
  );
}

/**
 * Finds out whether a new run may have a folder.
 * @throws LabError `input` where another run has its checkpoints there
 */
export async function checkUnused(folder: string): Promise<void> {
  const names = await listFolder(folder).catch((): string[] => []);
  if (!FILES.some((file) => names.includes(file))) return;
  throw new LabError(
    'input',
    t(
      'There is a checkpoint of a run in {0} already: go on with that run, or choose another folder for a new one.',
      folder,
    ),
  );
}

/**
 * Finds out whether checkpoints can be written to a folder, before hours are spent; makes it where it is not there.
 * @throws LabError `input` where they cannot
 */
export async function checkWritable(folder: string): Promise<void> {
  for (const file of FILES) {
    const path = joinPath(folder, file);
    try {
      await ensureWritable(path);
    } catch (error) {
      throw new LabError(
        'input',
        t('Checkpoints cannot be written. {0}', writeProblem(path, error)),
      );
    }
  }
}

/** Clears away what killed processes have left. */
export async function tidy(folder: string): Promise<void> {
  await removeLeftovers(folder).catch(() => undefined);
}

/** Bytes that no checkpoint has: memory for so many is not even asked for. */
const TOO_LARGE = 2 ** 32;

/**
 * A file's checkpoint; null where there is no file; in words, to stand after a colon, why it cannot be used.
 * @throws LabError where it is whole, but of another version
 */
async function readSlot(path: string): Promise<Checkpoint | string | null> {
  const unusable = (problem: string): string => t('{0} ({1})', path, problem);
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = await readBytes(path, TOO_LARGE);
  } catch (error) {
    if (isMissing(error)) return null;
    return unusable(error instanceof RangeError ? t('it is too large') : whyUnreadable(error));
  }
  const invalid: Invalid = (problem) => new Unusable('input', problem);
  try {
    const { tensors, metadata } = await readSealed(bytes, invalid);
    const json: unknown = JSON.parse(metadata.get(FACTS) ?? 'null');
    checkVersion(json, path);
    const result = v.safeParse(facts, json);
    const checkpoint = result.success ? fromParts(result.output, tensors) : null;
    return checkpoint ?? unusable(t('its parts do not fit together'));
  } catch (error) {
    if (error instanceof OtherVersion) throw error;
    return unusable(error instanceof Unusable ? error.message : t('it does not say what it is'));
  }
}

/** Only the problem: what to do about it, the whole folder tells. */
class Unusable extends LabError {}

class OtherVersion extends LabError {}

function checkVersion(json: unknown, path: string): void {
  if (!v.is(v.looseObject({ version: v.pipe(v.number(), v.integer()) }), json)) return;
  if (json.version === VERSION) return;
  throw new OtherVersion(
    'input',
    t(
      'The checkpoint {0} has format {1}, and this version of MNIST Lab reads format {2}: go on with the version that wrote it, or train anew.',
      path,
      json.version,
      VERSION,
    ),
  );
}
