import { LabError } from '../../errors';
import { matchTargets } from '../../models/match';
import { findSpec, type Images, resolveModel } from '../../models/model';
import { type ModelSpecs, MOST_MODELS } from '../../models/spec';
import type { SettingPath } from '#shared/protocol/events';
import { isObject } from '../../settings/merge';
import { modelProblems } from '../../settings/models';
import { settingProblems } from '../../settings/validate';

/** What keeps a network from being trained, and where in the value of its setting that is written. */
export interface Problem {
  readonly path: SettingPath;
  readonly message: string;
}

/**
 * What only building the networks tells: sizes that do not fit, circles, names that nobody has. What the
 * setting's schema refuses is left out, for VS Code underlines it already.
 */
export function findProblems(models: unknown, images: Images): Problem[] {
  if (!isObject(models) || isTooMuch(models)) return [];
  const specs = Object.fromEntries(
    Object.entries(models).filter(
      ([id, spec]) => settingProblems('models', { [id]: spec }).length === 0,
    ),
  ) as ModelSpecs;
  const refused = modelProblems(specs).map(({ path = [], message }) => ({ path, message }));
  // Networks that are too many to build are not built.
  if (refused.some(({ path }) => path.length === 0)) return refused;
  const problems = new Map<string, Problem>();
  for (const id of Object.keys(specs)) {
    if (matchesMalformed(id, specs, models)) continue;
    const problem = problemOf(id, specs, images);
    // A network that matches a wrong one has the same problem, at the same path.
    if (problem !== null) problems.set(JSON.stringify(problem), problem);
  }
  return [...refused, ...problems.values()];
}

/** More networks than the schema allows: nothing is asked of them. */
function isTooMuch(models: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(models).length > MOST_MODELS;
}

/** Networks to train that nobody has; the setting's schema knows no names. */
export function findUnknown(networks: unknown, models: unknown): Problem[] {
  if (!Array.isArray(networks) || !isObject(models) || isTooMuch(models)) return [];
  if (settingProblems('networks', networks).length > 0) return [];
  return networks.flatMap((id: unknown, index) => {
    if (typeof id !== 'string') return [];
    try {
      findSpec(models as unknown as ModelSpecs, id);
      return [];
    } catch (error) {
      return [{ path: [index], message: (error as LabError).message }];
    }
  });
}

/** Whether a network's size hangs on one that cannot be read: nothing can be said of it then. */
function matchesMalformed(id: string, specs: ModelSpecs, models: object): boolean {
  const seen = new Set<string>();
  const waiting = [id];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (Object.hasOwn(specs, next)) waiting.push(...matchTargets(specs[next]!));
    else if (Object.hasOwn(models, next)) return true;
  }
  return false;
}

function problemOf(id: string, specs: ModelSpecs, images: Images): Problem | null {
  try {
    resolveModel(specs, id, images);
    return null;
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return { path: error.path ?? [id], message: error.message };
  }
}
