import { execFile } from 'node:child_process';

/** Opens a page in the person's browser; where there is none that can be opened, the printed address is what is left. */
export function openAddress(url: string): void {
  const openers: Partial<Record<NodeJS.Platform, string>> = { darwin: 'open', win32: 'explorer' };
  execFile(openers[process.platform] ?? 'xdg-open', [url], () => undefined);
}
