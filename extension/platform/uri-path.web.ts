/**
 * Paths of a browser: the address of a file as it reads, `vscode-userdata:/User/a b` or `https://host/dist`, so that
 * they can be joined and shown as those of a disk are.
 */
export interface UriParts {
  readonly scheme: string;
  readonly authority: string;
  /** Begins with `/`. */
  readonly path: string;
}

const ADDRESS = /^([a-z][a-z0-9+.-]+):(?:\/\/([^/]*))?(\/.*|)$/is;

/** Null where a path is not whole. */
export function partsOf(path: string): UriParts | null {
  const [, scheme, authority = '', rest] = ADDRESS.exec(path) ?? [];
  return scheme === undefined ? null : { scheme, authority, path: tidy(`/${rest}`) };
}

export function pathFrom({ scheme, authority, path }: UriParts): string {
  return `${scheme}:${authority === '' ? '' : `//${authority}`}${path}`;
}

/** As Node's `join`: what is whole has to come first. */
export function joinPath(...parts: string[]): string {
  const [first = '', ...others] = parts;
  const whole = partsOf(first);
  const joined = [whole?.path ?? first, ...others].filter((part) => part !== '').join('/');
  return whole === null ? tidy(joined) : pathFrom({ ...whole, path: tidy(joined) });
}

/** The path from a folder on: from the top of what the folder is in, where it begins with `/`. */
export function resolvePath(folder: string, path: string): string {
  const whole = partsOf(folder);
  if (partsOf(path) !== null) return joinPath(path);
  if (whole === null || !path.startsWith('/')) return joinPath(folder, path);
  return pathFrom({ ...whole, path: tidy(path) });
}

/** The last part of a path. */
export function baseName(path: string): string {
  return joinPath(path).split('/').at(-1)!;
}

export function folderAbove(path: string): string {
  return joinPath(path, '..');
}

/** Without `.`, `..`, empty parts, and a `/` at the end. */
function tidy(path: string): string {
  const kept: string[] = [];
  const rooted = path.startsWith('/');
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!rooted) kept.push(part);
  }
  return `${rooted ? '/' : ''}${kept.join('/')}` || '.';
}
