import type { PanelMessage } from '../extension/protocol/messages';

export type TabId = 'progress' | 'confusion' | 'parameters' | 'tryIt' | 'compare';

/** What is kept for a panel that is hidden and shown again: how it looks, never what it shows. */
export interface Look {
  readonly horizontal: 'batch' | 'epoch';
  readonly logarithmic: boolean;
  readonly tab: TabId;
  /** Pixels from the top. */
  readonly scroll: number;
}

export const defaultLook: Look = {
  horizontal: 'batch',
  logarithmic: false,
  tab: 'progress',
  scroll: 0,
};

interface VsCodeApi {
  postMessage(message: PanelMessage): void;
  getState(): Look | undefined;
  setState(look: Look): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();

export function post(message: PanelMessage): void {
  api.postMessage(message);
}

export function loadLook(): Look {
  return { ...defaultLook, ...api.getState() };
}

export function saveLook(look: Look): void {
  api.setState(look);
}
