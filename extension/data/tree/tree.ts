import type { OpenFile } from '../../platform/open-file';

/** A file in a folder or archive. */
export interface DataFile {
  /** Its path below the tree's root, with `/` between its parts. */
  readonly name: string;
  /** Where a person finds it. */
  readonly path: string;
  /** Its path on the disk, by which other threads can open it; absent of what lies in an archive. */
  readonly disk?: string;
  /** @throws LabError `input` that names the file */
  open(signal?: AbortSignal): Promise<OpenFile>;
}

/** What a person's path leads to: the files of a folder or archive, or one file alone. */
export interface DataTree {
  readonly path: string;
  /** In natural order of their names. */
  readonly files: readonly DataFile[];
  close(): Promise<void>;
}

const collator = new Intl.Collator('en', { numeric: true });

/** `2` before `10`, whatever the machine's language is. */
export function byNaturalOrder(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : Number(a > b));
}

/** What systems and programs leave beside people's files: `.DS_Store`, `__MACOSX/…`, `Thumbs.db`. */
export function isLitter(name: string): boolean {
  return name
    .split('/')
    .some((part) => part.startsWith('.') || part === '__MACOSX' || /^thumbs\.db$/i.test(part));
}

/** Names of archives that are opened. */
export const ARCHIVE = /\.(zip|tar|tgz|tar\.gz)$/i;

/** The last part of a name. */
export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** The folder that a file lies in, by its own name; empty at the root. */
export function folderOf(name: string): string {
  return name.split('/').at(-2) ?? '';
}

/** Files in natural order, without litter. */
export function tidied(files: readonly DataFile[]): DataFile[] {
  return files.filter(({ name }) => !isLitter(name)).sort((a, b) => byNaturalOrder(a.name, b.name));
}
