import { neededSpecs } from '../../models/match';
import type { RecordedConfig } from '../../runs/record';

/**
 * The same for settings that ask for the same run: networks that it does not train do not count, and neither does in
 * which order a file or an editor names them.
 */
export function settingsKey(settings: RecordedConfig): string {
  const asked = { ...settings, specs: neededSpecs(settings.specs, settings.models) };
  return JSON.stringify(asked, (_, value: unknown) => inOrder(value));
}

function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
