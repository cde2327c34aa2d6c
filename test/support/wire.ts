import { expect } from 'vitest';
import type { HostMessage, PanelMessage } from '#shared/protocol/messages';
import { parseHostMessage, parsePanelMessage } from '#shared/protocol/parse';

/** What VS Code brings to the other side of a webview's border: messages travel as JSON. */
export function sent(message: unknown): unknown {
  return JSON.parse(JSON.stringify(message));
}

/** A message as the panel has it, which must have understood all of it. */
export function atPanel<T extends HostMessage>(message: T): T {
  const { message: arrived, problem } = parseHostMessage(sent(message));
  expect(problem).toBeNull();
  return arrived as T;
}

/** A message as the host has it. */
export function atHost<T extends PanelMessage>(message: T): T {
  const { message: arrived, problem } = parsePanelMessage(sent(message));
  expect(problem).toBeNull();
  return arrived as T;
}
