import { useEffect, useState } from 'preact/hooks';
import type { LoadProgress } from '#shared/load-progress';
import type { HostMessage } from '#shared/protocol/messages';

type Loading = Extract<HostMessage, { type: 'loading' }>;

const listeners = new Set<(loading: Loading) => void>();

export function takeLoading(loading: Loading): void {
  for (const listener of listeners) listener(loading);
}

/** How far a data set has been read; null as long as nothing is known. @param set see `PanelState.data` */
export function useLoading(set: number): LoadProgress | null {
  const [latest, setLatest] = useState<Loading | null>(null);
  useEffect(() => {
    listeners.add(setLatest);
    return () => {
      listeners.delete(setLatest);
    };
  }, []);
  return latest?.set === set ? latest.progress : null;
}
