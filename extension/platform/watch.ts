import { watch } from 'node:fs';

/**
 * Calls back soon after the file of this name in a folder has changed, where the system tells.
 * @returns how to end that
 */
export function watchFile(folder: string, name: string, onChange: () => void): () => void {
  try {
    const watcher = watch(folder, { persistent: false }, (_, changed) => {
      if (changed === null || changed === name) onChange();
    });
    // Systems run out of watches: whoever asks looks now and then, too.
    watcher.on('error', () => {
      watcher.close();
    });
    return () => {
      watcher.close();
    };
  } catch {
    return () => undefined;
  }
}
