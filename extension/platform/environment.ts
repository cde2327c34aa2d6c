import { homedir } from 'node:os';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';

/** What stands between the parts of a path. */
export const pathSeparator: string = sep;

export const isAbsolutePath: (path: string) => boolean = isAbsolute;

/** The path from a folder on; an absolute one stays what it is. */
export const resolvePath: (folder: string, path: string) => string = resolve;

/** The path from a folder to what lies in it, empty for itself; null for what lies elsewhere. */
export function pathWithin(folder: string, path: string): string | null {
  const found = relative(folder, path);
  return found === '..' || found.startsWith(`..${sep}`) || isAbsolute(found) ? null : found;
}

/** Where an open dialog of the system's own takes files and folders alike. */
export const dialogsTakeBoth: boolean = process.platform === 'darwin';

export function homeFolder(): string {
  return homedir();
}

/** Where this person's programs keep what they can make anew, as the system has it. */
export function cacheHome(): string {
  const { LOCALAPPDATA, XDG_CACHE_HOME = '' } = process.env;
  const home = homedir();
  if (process.platform === 'win32') return LOCALAPPDATA ?? join(home, 'AppData', 'Local');
  if (process.platform === 'darwin') return join(home, 'Library', 'Caches');
  // By the XDG Base Directory Specification a path that is not absolute is none.
  return isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(home, '.cache');
}

export function environmentVariable(name: string): string | undefined {
  return process.env[name];
}
