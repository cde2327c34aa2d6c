import * as v from 'valibot';
import type { HostMessage, PanelMessage } from './messages';

const panelMessage = v.variant('type', [
  v.strictObject({ type: v.literal('ready') }),
  v.strictObject({ type: v.literal('train') }),
  v.strictObject({ type: v.literal('stop') }),
  v.strictObject({
    type: v.literal('openSettings'),
    // Only our own settings: the panel must not be able to point the editor anywhere else.
    setting: v.exactOptional(v.pipe(v.string(), v.regex(/^mnistLab(\.\w+)*$/))),
  }),
  v.strictObject({ type: v.literal('openInEditor') }),
]);

/** A message from the panel, or null for anything that is none. */
export function parsePanelMessage(message: unknown): PanelMessage | null {
  const result = v.safeParse(panelMessage, message);
  return result.success ? result.output : null;
}

const event = v.looseObject({
  type: v.picklist([
    'run',
    'batch',
    'epoch',
    'test',
    'evaluation',
    'done',
    'stopped',
    'failed',
    'notice',
  ]),
});

const hostMessage = v.variant('type', [
  v.strictObject({
    type: v.literal('state'),
    state: v.looseObject({
      run: v.nullable(v.looseObject({ status: v.string(), run: event })),
      models: v.array(v.looseObject({ id: v.string(), total: v.number() })),
      training: v.boolean(),
    }),
  }),
  v.strictObject({ type: v.literal('events'), events: v.array(event) }),
]);

/** A message from the host, or null for anything that is none, such as another frame's. */
export function parseHostMessage(message: unknown): HostMessage | null {
  // The outline is checked; what is in it comes from the same build of the same protocol.
  return v.is(hostMessage, message) ? (message as unknown as HostMessage) : null;
}
