import { t } from '@vscode/l10n';
import { LabError } from '../errors';
import { settingName } from '../setting-names';
import { suggestion } from '../schema/suggestion';
import {
  environmentVariable,
  homeFolder,
  isAbsolutePath,
  pathSeparator,
  pathWithin,
  resolvePath,
} from '../platform/environment';

export interface WorkspaceFolder {
  readonly name: string;
  readonly path: string;
}

/** What a path may speak of. */
export interface PathContext {
  /** Relative paths begin here; null where no folder is open. */
  readonly folder: WorkspaceFolder | null;
  /** All that are open. */
  readonly folders: readonly WorkspaceFolder[];
  readonly home: string;
  readonly environment: (name: string) => string | undefined;
}

/** The context of this machine, and the folders of the face that asks. */
export function pathContext(
  folder: WorkspaceFolder | null,
  folders: readonly WorkspaceFolder[] = folder === null ? [] : [folder],
): PathContext {
  return { folder, folders, home: homeFolder(), environment: environmentVariable };
}

/**
 * A path as a person types it, made absolute: `~` is the home folder, VS Code's predefined variables that
 * say where something is are known, and what is relative begins at the workspace folder.
 * @throws LabError `input` that names the variable that is unknown, or what is missing
 */
export function expandPath(text: string, context: PathContext): string {
  const path = expandHome(text, context.home).replace(
    /\$\{([^:}]*)(?::([^}]*))?\}/g,
    (_, name: string, argument?: string) =>
      argument === undefined
        ? valueOf(name, text, context)
        : valueOfNamed(name, argument, text, context),
  );
  return isAbsolutePath(path) ? path : resolvePath(openFolder(context, text).path, path);
}

/**
 * A path as one would type it into settings, so that `expandPath` leads back to it: what lies in a workspace folder
 * moves with it.
 * @param readers `none`: no folder's settings, but the user's, so that the path is written whole; `one`: those of the
 * folder; `all`: those that all folders share, so that the folder has to be named
 */
export function typedPath(
  path: string,
  { folder, folders }: PathContext,
  readers: 'none' | 'one' | 'all',
): string {
  const candidates = readers === 'all' ? folders : readers === 'one' && folder ? [folder] : [];
  for (const { name, path: root } of candidates) {
    const inner = pathWithin(root, path)?.replaceAll(pathSeparator, '/');
    if (inner === undefined) continue;
    if (readers === 'all') return `\${workspaceFolder:${name}}/${inner}`;
    return inner === '' ? '.' : inner;
  }
  return path;
}

/** A path with the home folder for a `~` that it begins with, as shells do. */
export function expandHome(text: string, home: string): string {
  return text.replace(/^~(?=$|[/\\])/, () => home);
}

/** As one writes them between `${` and `}`. */
const VARIABLES = [
  ...['workspaceFolder', 'workspaceFolder:NAME', 'userHome', 'env:NAME', 'pathSeparator', '/'],
];

function valueOf(variable: string, text: string, context: PathContext): string {
  switch (variable) {
    case 'workspaceFolder':
      return openFolder(context, text).path;
    case 'userHome':
      return context.home;
    case 'pathSeparator':
    case '/':
      return pathSeparator;
    default:
      throw unknown(variable, text);
  }
}

function valueOfNamed(variable: string, name: string, text: string, context: PathContext): string {
  switch (variable) {
    case 'workspaceFolder': {
      const found = context.folders.find((folder) => folder.name === name);
      if (found !== undefined) return found.path;
      const names = context.folders.map((folder) => folder.name);
      const cure =
        names.length === 0 ? t('open it, or write the whole path.') : suggestion(name, names);
      throw wrong(
        t(
          'The path "{0}" names the workspace folder "{1}", which is not open: {2}',
          text,
          name,
          cure,
        ),
      );
    }
    case 'env': {
      const value = context.environment(name);
      if (value !== undefined) return value;
      throw wrong(
        t(
          'The path "{0}" names the environment variable {1}, which is not set: set it, or write the whole path.',
          text,
          name,
        ),
      );
    }
    default:
      throw unknown(`${variable}:${name}`, text);
  }
}

function openFolder({ folder }: PathContext, text: string): WorkspaceFolder {
  if (folder !== null) return folder;
  throw wrong(
    t(
      'The path "{0}" begins at the workspace folder, and none is open: open one, or write the whole path.',
      text,
    ),
  );
}

function unknown(variable: string, text: string): LabError {
  const cure = suggestion(variable, VARIABLES);
  return wrong(
    t(
      'The path "{0}" names the variable "{1}", which is not known here: {2}',
      text,
      variable,
      cure,
    ),
  );
}

function wrong(message: string): LabError {
  return new LabError('input', message, settingName('data'));
}
