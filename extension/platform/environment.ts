import { homedir } from 'node:os';
import { isAbsolute, resolve, sep } from 'node:path';

/** What stands between the parts of a path. */
export const pathSeparator: string = sep;

export const isAbsolutePath: (path: string) => boolean = isAbsolute;

/** The path from a folder on; an absolute one stays what it is. */
export const resolvePath: (folder: string, path: string) => string = resolve;

export function homeFolder(): string {
  return homedir();
}

export function environmentVariable(name: string): string | undefined {
  return process.env[name];
}
