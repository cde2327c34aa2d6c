let folder: string | null = null;

/** Says where this thread, and workers that it starts later, keep what can be made anew; null for nowhere. */
export function useCacheFolder(path: string | null): void {
  folder = path;
}

export function cacheFolder(): string | null {
  return folder;
}
