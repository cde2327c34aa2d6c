import { type RunRecord, VERSION } from './record';

/** A run as strict JSON: what is no number any more, such as the loss of a network that diverged, is null. */
export function runJson(name: string, { config, state }: RunRecord): string {
  return `${JSON.stringify({ version: VERSION, name, config, state })}\n`;
}
