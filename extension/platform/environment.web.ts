import { joinPath, partsOf } from './uri-path';

export { resolvePath } from './uri-path';

export const pathSeparator = '/';

export function isAbsolutePath(path: string): boolean {
  return partsOf(path) !== null;
}

/** As environment.ts. */
export function pathWithin(folder: string, path: string): string | null {
  const [root, inner] = [joinPath(folder), joinPath(path)];
  if (inner === root) return '';
  const start = root.endsWith('/') ? root : `${root}/`;
  return inner.startsWith(start) ? inner.slice(start.length) : null;
}

/** VS Code's own dialog, the only one that there is, does. */
export const dialogsTakeBoth = true;

/** There is none: `~` stays what it is. */
export function homeFolder(): string {
  return '~';
}

/** There are none. */
export const environmentVariable: (name: string) => string | undefined = () => undefined;
